// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/session.hpp>
#include <popline/sync/ledger.hpp>
#include <popline/sync/sync.hpp>
#include <unordered_map>

#include "sync/plan.hpp"

namespace popline::syncing {

/// The deletions of one session: which stored messages are to be deleted, which are marked, and what QUIT
/// committed. `session_run` owns it.
class deletions {
  public:
    deletions(session& over, deletion_rule rule) : session_(over), rule_(rule) {}

    bool deletes() const noexcept { return rule_.deletes(); }
    /// Whether a message was marked, or was refused to be marked.
    bool has_tried() const noexcept { return has_marked() || !refused_.failed.empty(); }
    bool has_marked() const noexcept { return !marked_.empty(); }
    bool has_marked(message_number one) const noexcept { return marked_.contains(one); }
    /// Whether another message of the listing has the unique-id of a marked one.
    bool has_marked_shared_id(const std::vector<listed_message>& listing) const;
    /// Marks a message of this session if it is to be deleted. Requires that it is durable and recorded.
    void mark_if_due(message& one, std::size_t position, const stored_message& stored);
    /// Whether a message that an earlier session or run stored is to be deleted.
    bool has_due(const plan& of) const noexcept;
    /// Marks messages that an earlier run stored, at most `most`. Returns whether some were left out.
    boost::asio::awaitable<bool> mark_known(const plan& of, const std::vector<mail>& inbox, std::size_t most);
    /// Ends the session by QUIT. Returns what it committed; nothing if nothing was marked. The keys of the
    /// messages whose deletion the server confirmed are added to `confirmed`.
    /// Throws why the session ended, if QUIT was not sent.
    boost::asio::awaitable<std::optional<commit_result>> commit(std::vector<stored_key>& confirmed);

  private:
    bool is_due(std::size_t position, const stored_entry& stored) const noexcept;

    session& session_;
    deletion_rule rule_;
    std::unordered_map<message_number, stored_key> marked_;
    batch_result refused_ = {};  // deletions that the server refused one by one are in `failed`
};

}  // namespace popline::syncing
