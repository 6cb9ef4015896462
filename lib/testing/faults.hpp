// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace popline::testing::detail {

/// How a server misbehaves. A session asks here before it answers and before it writes, and nowhere else.
struct faults {
    static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

    struct refusal {
        std::string verb;  // upper case
        std::size_t number;
        std::string text;
    };

    std::chrono::steady_clock::duration delay{};
    std::uint64_t close_after = never;
    std::uint64_t stall_after = never;
    std::size_t split = std::numeric_limits<std::size_t>::max();
    bool silent = false;
    std::vector<refusal> refusals;

    bool closes(std::uint64_t sent) const noexcept { return sent >= close_after; }
    bool stalls(std::uint64_t sent) const noexcept { return silent || sent >= stall_after; }

    /// How much the next write may take.
    std::size_t allowance(std::uint64_t sent) const noexcept {
        auto const left = std::min(close_after, stall_after) - sent;
        return static_cast<std::size_t>(std::min<std::uint64_t>(split, left));
    }

    /// Null if the command is to be obeyed; 0 is the number of a command without one.
    refusal const* refuses(std::string_view verb, std::size_t number) const noexcept {
        for (auto const& each : refusals)
            if (each.verb == verb && (each.number == 0 || each.number == number)) return &each;
        return nullptr;
    }
};

}  // namespace popline::testing::detail
