// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <popline/export.hpp>
#include <popline/hook.hpp>
#include <popline/sync/delivery.hpp>
#include <popline/sync/ledger.hpp>
#include <popline/sync/policy.hpp>
#include <popline/sync/progress.hpp>
#include <popline/sync/sync.hpp>
#include <utility>
#include <vector>

namespace popline {

/// Makes the delivery of an account.
using delivery_factory = hook<std::unique_ptr<delivery>()>;

/// One account of many, and what `sync` needs for it.
struct collected_account {
    collected_account(account who, ledger& records, delivery_factory opens, sync_policy policy = {})
        : of(std::move(who)), book(&records), open(std::move(opens)), how(std::move(policy)) {}

    account of;
    ledger* book;  ///< may be shared by any number of accounts
    /// Called for the first message of a session. The delivery is destroyed at the end of that session, so
    /// that only accounts that receive mail at the moment have one.
    /// If it throws, the message is not stored: `sync_outcome::failed`.
    delivery_factory open;
    sync_policy how;
};

/// How many accounts ended, how many are at work, and what they did until now. With `collect_options::every`,
/// an account counts each time it ends.
struct collect_counts {
    std::size_t accounts = 0;
    std::size_t complete = 0;    ///< ended, with all their mail stored: see `sync_result::is_complete`
    std::size_t incomplete = 0;  ///< ended without a failure, but some messages were not stored
    std::size_t failed = 0;      ///< ended with a failure
    std::size_t at_work = 0;     ///< in a session now
    std::uint64_t sessions = 0;
    std::uint64_t messages = 0;       ///< stored in this run
    std::uint64_t bytes = 0;          ///< the bytes of the messages that came whole
    std::uint64_t deletions = 0;      ///< messages whose deletion a server confirmed
    std::uint64_t round_trips = 0;    ///< of the accounts that ended
    std::uint64_t commands = 0;       ///< of the accounts that ended
    std::uint64_t sessions_lost = 0;  ///< sessions that were closed because they made no progress

    friend bool operator==(const collect_counts&, const collect_counts&) = default;
};

/// Called on the executor of the operation when something changed for one account.
using collect_hook = hook<void(const account&, const sync_progress&, const collect_counts&)>;
/// Called on the executor of the operation when one account has ended.
using collected_hook = hook<void(const account&, const sync_result&, const collect_counts&)>;

/// The limits of `collect`.
struct collect_options {
    collect_options() =
        default;  // no aggregate: g++ 12 destroys a temporary one twice in a co_await expression

    std::size_t sessions = 64;          ///< at most this many sessions are open at the same time
    std::size_t sessions_per_host = 8;  ///< at most this many of them on one host name
    /// At most this much memory for the groups, buffers and listings of all sessions. If the sessions cannot
    /// all have groups as large as their policies say, the groups are made smaller.
    std::uint64_t memory_bytes = std::uint64_t{512} << 20;
    /// At most this many descriptors for sockets and for files of messages that are not durable yet. Groups
    /// are made smaller if necessary. 0: three quarters of what the process may open.
    std::size_t open_files = 0;
    /// A session that makes no progress for this long is closed if another account waits for its place. Its
    /// account continues after the others. The time doubles each time that happens to the account.
    std::chrono::milliseconds stalled_after{10'000};
    /// If this is not 0, each account has its turn again this long after its last turn began, or after it
    /// ended if that is later. The operation then goes on until it is cancelled.
    std::chrono::milliseconds every{0};

    /// If one of these hooks throws, no hook is called again, and the operation ends as if it was cancelled.
    collect_hook watch = {};
    collected_hook ended = {};
};

/// What `collect` did.
struct collect_result {
    collect_counts counts;
    /// Why the operation ended early: the cancellation, or what a hook threw. Null if each account had its
    /// turn. What failed in one account is told to `collect_options::ended` only.
    std::exception_ptr failure;
};

/// Runs `sync` for many accounts, as many at the same time as the limits allow. Hosts take turns, and the
/// accounts of one host, too. An account has a place only while it has a session: one that waits for its
/// next attempt, or whose server is silent, keeps no other account waiting.
/// `sync_policy::watch` of an account is called as usual. An exception of a ledger is the failure of its
/// account.
/// Requires that no two accounts of one ledger have the same name: the second one fails with
/// errc::invalid_argument.
/// Completes when each account has ended. `collect_options::ended` was called once for each turn.
/// Throws `std::bad_alloc`.
/// Cancellation, of any kind, ends each account as it ends `sync`: after the group that is being made durable
/// is recorded. A QUIT that was sent becomes `commit_outcome::unconfirmed`.
/// Lifetime: the ledgers must outlive the operation. The other arguments are copied.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<collect_result> collect(
    std::vector<collected_account> accounts, collect_options how = {});

}  // namespace popline
