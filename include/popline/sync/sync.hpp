// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <cstdint>
#include <exception>
#include <popline/counters.hpp>
#include <popline/credentials.hpp>
#include <popline/export.hpp>
#include <popline/listing.hpp>
#include <popline/server.hpp>
#include <popline/sync/delivery.hpp>
#include <popline/sync/ledger.hpp>
#include <popline/sync/policy.hpp>
#include <string>
#include <utility>
#include <vector>

namespace popline {

/// A maildrop, and who logs in to it.
struct account {
    account(std::string own_name, server target, popline::credentials login)
        : name(std::move(own_name)), where(std::move(target)), who(std::move(login)) {}

    /// Under this name the ledger knows the account. Choose a name that stays the same, such as
    /// `user@host`.
    std::string name;
    server where;
    credentials who;
};

/// What became of a message of the maildrop in one run.
enum class sync_outcome {
    stored,      ///< it was retrieved, and survives a power cut at its destination
    existing,    ///< it was retrieved, and the same message was at its destination already
    too_large,   ///< larger than `sync_policy::message_bytes`
    not_wanted,  ///< `sync_policy::wants` refused it
    refused,     ///< the server does not give it
    rejected,    ///< the destination refuses it for good
    failed,      ///< it could not be stored
    not_tried,   ///< the run ended before it, or reached `sync_policy::per_run`
};

/// The outcome of one message that the ledger did not know.
struct message_outcome {
    std::string unique_id;      ///< empty if the server gave none
    message_number number = 0;  ///< in the last session that listed it
    sync_outcome what = sync_outcome::not_tried;
    std::string place;                ///< where it was stored
    std::uint64_t bytes = 0;          ///< how many bytes came, if it was stored
    boost::system::error_code cause;  ///< why it was not stored
    std::string words;                ///< the same in words that are safe for a terminal
};

/// How a QUIT ended that had deletions to commit.
enum class commit_outcome {
    confirmed,    ///< the server confirmed all deletions
    refused,      ///< the server kept some of the messages
    unconfirmed,  ///< the connection ended first: the messages may or may not be deleted
};

/// One commit of deletions.
struct commit_result {
    commit_outcome how = commit_outcome::unconfirmed;
    std::uint32_t deletions = 0;  ///< how many messages were marked as deleted
    std::uint32_t refused = 0;    ///< how many more the server refused to mark
    std::string words;            ///< the server's words, or why there are none
};

/// What one run did.
struct sync_result {
    std::vector<message_outcome> messages;  ///< every message that the ledger did not know, in listing order
    std::vector<commit_result> commits;
    listing_remarks remarks;     ///< what was irregular in the last listing
    std::size_t listed = 0;      ///< messages in the last listing
    std::size_t known = 0;       ///< messages of it that an earlier run stored
    std::uint32_t sessions = 0;  ///< sessions that the run opened
    counters traffic;            ///< what these sessions did, added up
    std::exception_ptr failure;  ///< why the run ended before its work was done; null if it is done

    /// Whether each message was stored now or earlier, or was left on purpose. False if LIST had a line that
    /// could not be read, since it may stand for a message.
    POPLINE_EXPORT bool is_complete() const noexcept;
};

/// Retrieves the messages of an account that its ledger does not know, stores them, records them, and
/// deletes what the policy says. The order for each message is: durable at the destination, recorded in the
/// ledger, marked as deleted, committed by QUIT. It opens sessions of its own, and opens another one if a
/// session ends early.
/// Completes when there is nothing more to do, when no further session can help, or when it was cancelled.
/// The result has an outcome for each message, and in `failure` why the run ended early.
/// Throws what the ledger throws; `std::bad_alloc`.
/// Cancellation ends the run after the group that is being made durable is recorded; see
/// `delivery::can_stop`. Other messages of the run are neither stored nor deleted. A QUIT that was sent
/// becomes `commit_outcome::unconfirmed`.
/// Lifetime: ledger and delivery must outlive the operation. The other arguments are copied.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<sync_result> sync(account of, ledger& book, delivery& to,
                                                                      sync_policy how = {});

}  // namespace popline
