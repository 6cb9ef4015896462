// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <popline/export.hpp>
#include <popline/sync/known_messages.hpp>
#include <popline/sync/ledger.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace popline {

/// A program that keeps a file of the unique-ids of the messages that it has retrieved.
enum class other_client {
    mpop,       ///< its `uidls_file`
    getmail,    ///< the file `oldmail-…` of getmail 4 to 6
    fetchmail,  ///< its `idfile`, by default `.fetchids`
};

/// The messages of one account that another program has retrieved.
struct retrieved_account {
    std::string user;  ///< empty for getmail, whose file does not name it
    std::string host;  ///< empty for getmail
    /// They have a unique-id and a time, but neither sizes nor a digest. `stored_at` is the time at which
    /// getmail found the message; for the others, it is `now`.
    std::vector<stored_message> messages;
};

/// Reads the text of a file in which another program keeps what it has retrieved. The accounts come in the
/// order of the file. An empty file has none.
/// Throws `errc::invalid_argument` if the text is no such file, with the number of the first wrong line.
[[nodiscard]] POPLINE_EXPORT std::vector<retrieved_account> read_retrieved(other_client of,
                                                                           std::string_view text,
                                                                           std::chrono::sys_seconds now);

/// Adds messages to a ledger, so that no run of `sync` retrieves them. A unique-id that the ledger knows
/// already is left out. Because their sizes are not known, a message with one of these unique-ids counts as
/// stored, whatever its size is. A policy that deletes messages deletes these, too: on the word of the other
/// program that they are stored.
/// Requires that no `sync` of this account runs: it would fail with `errc::fenced`.
/// Completes with the number of messages that were added, after the change is durable.
/// Throws errc::ledger_failed, fenced.
/// Cancellation may be ignored: all messages are added, or none.
/// Lifetime: the ledger must live until the operation completes.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<std::size_t> import_messages(
    ledger& into, std::string account, std::vector<stored_message> messages);

}  // namespace popline
