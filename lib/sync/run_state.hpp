// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <popline/sync/sync.hpp>
#include <set>
#include <string>

#include "sync/facts.hpp"
#include "sync/lessons.hpp"
#include "sync/listing.hpp"
#include "sync/outcome_log.hpp"

namespace popline::syncing {

/// The messages that a run has retrieved so far.
struct retrieved_messages {
    std::size_t with_id = 0;                   // for `sync_policy::per_run`
    std::set<sha256::digest> without_id = {};  // the others
    std::set<message_number> numbers = {};     // the numbers that these had
    std::size_t repeated = 0;                  // how often one of the others came once more
};

/// What all sessions of one run share. `sync` owns it for the run.
struct run_state {
    account of;
    ledger& book;
    delivery& to;
    sync_policy how;
    ledger_state known;
    facts about;
    std::string kept_facts;  // what the ledger has of `about`
    outcome_log outcomes = {};
    sync_result result = {};
    std::uint64_t serial = 0;            // of the last message that was opened
    bool has_listing = false;            // a session of this run has listed the maildrop
    bool is_destination_broken = false;  // many messages in a row could not be stored
    retrieved_messages retrieved = {};
    std::set<std::pair<std::string, sha256::digest>> deleted = {};  // as the server has confirmed in this run
    lessons learnt = {};
    std::set<std::string> suspects = {};  // messages at which a session ended: see `choose`
    std::map<std::string, bool> selected =
        {};                      // what `sync_policy::selects` said, by the name of the message
    bool commits_first = false;  // the last session ended early, and stored nothing
    sync_progress progress = {};
    std::exception_ptr hook_failure = {};  // what `sync_policy::watch` threw: the run ends early

    /// Keeps `about` in the ledger, unless the ledger has it.
    boost::asio::awaitable<void> remember();
    /// Call this when messages were deleted, before the next session.
    void rename(const new_names& after);
    /// Call this when a session ended at a message. The message is suspected to be the cause. The second
    /// time, it was retrieved alone, so it is the cause, and fails. `why` is how the session ended.
    void blame(const std::string& name, const boost::system::error_code& why);
    /// After so many sessions in a row without progress the run ends.
    std::uint32_t most_failures() const noexcept {
        const auto& retry = how.retry;
        return has_listing ? retry.sessions : std::min(retry.sessions, retry.before_first_listing);
    }
    /// Calls `sync_policy::watch`. Throws nothing: see `hook_failure`.
    void tell(sync_step step) noexcept;
    void tell() noexcept { tell(progress.step); }
};

}  // namespace popline::syncing
