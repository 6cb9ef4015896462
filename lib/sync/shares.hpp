// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <popline/sync/collect.hpp>

namespace popline::syncing {

/// What each session of a `collect` may use, so that all of them together keep to its limits.
struct shares {
    std::size_t sessions;  ///< how many at the same time, at least 1
    std::size_t files;     ///< descriptors of each, with its socket
    std::uint64_t bytes;   ///< memory of each
};

/// The buffers of one session and its coroutines: about 110 KiB with TLS.
inline constexpr std::uint64_t session_bytes = std::uint64_t{128} << 10;

/// Requires that `how.open_files` is not 0.
shares shares_of(const collect_options& how, std::size_t accounts) noexcept;
/// Makes the groups small enough for a share. An account has two groups: one is received while the other one
/// is made durable.
void fit(group_limits& to, const shares& of) noexcept;
/// What an account with these groups needs at most.
std::uint64_t bytes_of(const group_limits& groups) noexcept;
/// Three quarters of the descriptors that this process may have open.
std::size_t usable_files() noexcept;

}  // namespace popline::syncing
