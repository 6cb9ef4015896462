// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tool {

/// What a fetch or a sync did, in numbers.
struct run_counts {
    std::size_t messages = 0;  ///< how many were retrieved, or would be in a dry run
    std::uint64_t bytes = 0;   ///< the bytes of these messages
    std::size_t skipped = 0;   ///< messages that an earlier run stored, not retrieved again
    std::uint64_t deleted = 0;
    std::size_t failures = 0;  ///< messages that were left out; each has its line on the standard error
    std::uint64_t round_trips = 0;
    std::chrono::duration<double> took{};
};

/// One line, such as `3 messages, 100064 bytes, 3 deleted, 5 round trips, 0.02 s, ...`.
std::string summary(const run_counts& of);

}  // namespace tool
