// SPDX-License-Identifier: BSL-1.0
#include "sync/shares.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace popline::syncing {

namespace {

// A session has one socket, and two while it connects to a host with two addresses.
constexpr std::size_t sockets = 2;
// With smaller groups, a sync of a folder and of the ledger would be needed for nearly each message.
constexpr std::size_t fewest_messages = 4;
constexpr std::uint64_t fewest_bytes = std::uint64_t{64} << 10;

}  // namespace

shares shares_of(const collect_options& how, std::size_t accounts) noexcept {
    const auto by_files = how.open_files / (sockets + 2 * fewest_messages);
    const auto by_bytes = how.memory_bytes / (session_bytes + 2 * fewest_bytes);
    shares made{};
    made.sessions =
        static_cast<std::size_t>(std::min<std::uint64_t>({how.sessions, accounts, by_files, by_bytes}));
    made.sessions = std::max<std::size_t>(made.sessions, 1);
    made.files = how.open_files / made.sessions;
    made.bytes = how.memory_bytes / made.sessions;
    return made;
}

void fit(group_limits& to, const shares& of) noexcept {
    const auto messages = of.files > sockets ? (of.files - sockets) / 2 : 0;
    to.messages = std::min(to.messages, std::max<std::size_t>(messages, 1));
    const auto bytes = of.bytes > session_bytes ? (of.bytes - session_bytes) / 2 : 0;
    to.bytes = std::min(to.bytes, std::max<std::uint64_t>(bytes, 1));
}

std::uint64_t bytes_of(const group_limits& groups) noexcept {
    const auto of_groups = groups.bytes > UINT64_MAX / 4 ? UINT64_MAX / 2 : 2 * groups.bytes;
    return session_bytes + of_groups;
}

std::size_t usable_files() noexcept {
    constexpr std::size_t without_limit = 65'536;
    rlimit known{};
    if (getrlimit(RLIMIT_NOFILE, &known) != 0 || known.rlim_cur == RLIM_INFINITY) return without_limit;
    return static_cast<std::size_t>(std::min<rlim_t>(known.rlim_cur, without_limit)) / 4 * 3;
}

}  // namespace popline::syncing
