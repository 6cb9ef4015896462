// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "testing/lies.hpp"

namespace popline::testing::detail {

/// The faults that a test has injected. A session checks them before it obeys a line and before it writes.
struct faults {
    static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

    struct refusal {
        std::string verb;  // the command to refuse, in upper case
        std::size_t number;
        std::string text;
        std::size_t left = 0;  // 0: refuse every match; n: refuse only the n-th match from now on
    };
    enum class drop { never, before_commit, after_commit };

    std::chrono::steady_clock::duration delay{};
    std::uint64_t close_after = never;
    std::uint64_t stall_after = never;
    std::size_t split = std::numeric_limits<std::size_t>::max();
    bool silent = false;
    bool breaks_pipelining = false;
    bool ignores_initial_response = false;
    std::optional<std::string> refuses_initial_response;
    drop at_quit = drop::never;
    std::vector<refusal> refusals;
    detail::lies lies;

    bool closes(std::uint64_t sent) const noexcept { return sent >= close_after; }
    bool stalls(std::uint64_t sent) const noexcept { return silent || sent >= stall_after; }

    /// The largest number of bytes that the next write may send.
    std::size_t allowance(std::uint64_t sent) const noexcept {
        auto const left = std::min(close_after, stall_after) - sent;
        return static_cast<std::size_t>(std::min<std::uint64_t>(split, left));
    }

    /// Returns the text to refuse a command with, or nothing if it is to be obeyed. `number` is the message
    /// number, or 0 for a command without one.
    std::optional<std::string> refuses(std::string_view verb, std::size_t number) {
        for (auto each = refusals.begin(); each != refusals.end(); ++each) {
            if (each->verb != verb || (each->number != 0 && each->number != number)) continue;
            if (each->left == 0) return each->text;
            if (--each->left > 0) continue;
            auto text = std::move(each->text);
            refusals.erase(each);
            return text;
        }
        return std::nullopt;
    }
};

}  // namespace popline::testing::detail
