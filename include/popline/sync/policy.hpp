// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <popline/export.hpp>
#include <popline/hook.hpp>
#include <popline/listing.hpp>
#include <popline/sync/progress.hpp>
#include <string>
#include <string_view>

namespace popline {

/// When a group of messages is flushed: as soon as one of these values is reached. Larger groups need fewer
/// syncs per message, and more memory and time until the first message is durable.
struct group_limits {
    std::size_t messages = 64;
    std::uint64_t bytes = std::uint64_t{16} << 20;
    std::chrono::milliseconds age{200};  ///< since the first message of the group was whole
};

/// How often `sync` opens a session again, and how long it waits before that.
struct retry_limits {
    /// Sessions in a row that end early without having stored a message. The run then ends.
    std::uint32_t sessions = 5;
    /// The same, as long as no session of the run has read the listing, if it is fewer. 1 ends the run at
    /// once if the server cannot be reached, or refuses the first login for the moment.
    std::uint32_t before_first_listing = UINT32_MAX;
    /// The wait after the first of them. It doubles with each further one, up to `longest`, and half of it is
    /// drawn at random, so that many accounts do not come back at the same moment.
    std::chrono::milliseconds first{1'000};
    /// If the server's LOGIN-DELAY is longer, the run ends instead of a wait.
    std::chrono::milliseconds longest{300'000};
};

/// Tells what time it is. A test may set another one than the clock of the system.
using sync_clock = std::function<std::chrono::sys_seconds()>;
POPLINE_EXPORT std::chrono::sys_seconds system_time();

/// A message of the maildrop, as the hooks of a policy see it.
struct sync_candidate {
    message_number number = 0;                 ///< in this session only
    std::string_view unique_id;                ///< empty if it has none; valid until the hook returns
    std::optional<std::uint64_t> octets = {};  ///< the size in LIST
    std::optional<std::chrono::sys_seconds> stored_at = {};  ///< empty if the ledger does not know it
};

/// What `sync` retrieves, deletes and leaves on the server.
struct sync_policy {
    sync_policy() = default;  // no aggregate: g++ 12 destroys a temporary one twice in a co_await expression

    /// Whether messages are deleted, and when. Empty: never. Zero: as soon as they are stored. Otherwise: in
    /// a run that begins this long after the message was stored.
    std::optional<std::chrono::seconds> delete_after = {};
    /// Of the stored messages, this many are left on the server, the newest ones; the others are deleted.
    /// Empty: any number.
    std::optional<std::size_t> keep_newest = {};
    /// Like `keep_newest`, counted in bytes.
    std::optional<std::uint64_t> keep_newest_bytes = {};

    /// A larger message is not retrieved: its outcome is `sync_outcome::too_large`.
    std::uint64_t message_bytes = UINT64_MAX;
    /// Decides which messages the run is about. All others are neither retrieved nor deleted, and have no
    /// outcome. It is called once per message, in the order of the listing, in the first session that lists
    /// the message. Messages without a unique-id are selected in the first session only: later, their numbers
    /// may name others.
    hook<bool(const sync_candidate&)> selects = {};
    /// Decides by the beginning of a message whether it is retrieved. This is the header and `preview_lines`
    /// lines of the body. They are read first, by TOP. If the server refuses that, the message is retrieved.
    hook<bool(const sync_candidate&, std::string_view beginning)> wants = {};
    /// Decides for which messages `wants` is called; all others are retrieved. Empty: for all.
    hook<bool(const sync_candidate&)> previews = {};
    std::uint32_t preview_lines = 0;
    /// Retrieves the messages with the highest numbers first.
    bool newest_first = false;
    /// At most this many messages are retrieved per run. Messages without a unique-id do not count, and
    /// neither do those that are refused, too large or not wanted, or that cannot be stored.
    std::size_t per_run = SIZE_MAX;
    /// Commits the deletions and opens a new session after this many. If the server announces a LOGIN-DELAY,
    /// the run commits once, at its end.
    std::size_t commit_every = SIZE_MAX;
    /// Goes on even if 90 % of the unique-ids that were left on the server are replaced by others.
    bool accepts_new_ids = false;

    group_limits group = {};
    retry_limits retry = {};
    sync_clock clock = system_time;
    /// Hears how far the run has come.
    progress_hook watch = {};
};

}  // namespace popline
