// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <popline/sync/policy.hpp>

namespace popline::syncing {

/// How long to wait after this many failures in a row, at least 1. `random` is any number; half of the time
/// depends on it.
inline std::chrono::milliseconds wait_after(std::uint32_t failures, const retry_limits& how,
                                            std::uint32_t random) {
    auto whole = how.first;
    for (std::uint32_t at = 1; at < failures && whole < how.longest; ++at)
        whole *= 2;
    whole = std::min(whole, how.longest);
    return whole / 2 + whole / 2 * (random % 1'024) / 1'023;
}

}  // namespace popline::syncing
