// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "fetch.hpp"

namespace tool {

/// One line about a fetch, such as `3 messages, 100064 bytes, 3 deleted, 5 round trips, 0.02 s, ...`.
std::string summary(const fetch_result& result, std::uint32_t deleted, std::uint64_t round_trips,
                    std::chrono::duration<double> took);

}  // namespace tool
