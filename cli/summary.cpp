// SPDX-License-Identifier: BSL-1.0
#include "summary.hpp"

#include <cstdio>

#include "console.hpp"

namespace tool {

namespace {

std::string rates(const fetch_result& result, double seconds) {
    if (result.messages == 0 || seconds <= 0) return {};
    char text[80];
    std::snprintf(text, sizeof text, ", %.0f messages/s, %.1f MB/s", result.messages / seconds,
                  static_cast<double>(result.bytes) / 1e6 / seconds);
    return text;
}

}  // namespace

std::string summary(const fetch_result& result, std::uint32_t deleted, std::uint64_t round_trips,
                    std::chrono::duration<double> took) {
    auto made = counted(result.messages, "message") + ", " + counted(result.bytes, "byte");
    if (result.skipped > 0) made += ", " + std::to_string(result.skipped) + " already stored";
    if (deleted > 0) made += ", " + std::to_string(deleted) + " deleted";
    if (result.failures > 0) made += ", " + std::to_string(result.failures) + " failed";
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.2f s", took.count());
    return made + ", " + counted(round_trips, "round trip") + ", " + seconds + rates(result, took.count());
}

}  // namespace tool
