// SPDX-License-Identifier: BSL-1.0
#include "summary.hpp"

#include <cstdio>

#include "console.hpp"

namespace tool {

namespace {

std::string rates(const run_counts& of) {
    if (of.messages == 0 || of.took.count() <= 0) return {};
    char text[80];
    std::snprintf(text, sizeof text, ", %.0f messages/s, %.1f MB/s",
                  static_cast<double>(of.messages) / of.took.count(),
                  static_cast<double>(of.bytes) / 1e6 / of.took.count());
    return text;
}

}  // namespace

std::string summary(const run_counts& of) {
    auto made = counted(of.messages, "message") + ", " + counted(of.bytes, "byte");
    if (of.skipped > 0) made += ", " + std::to_string(of.skipped) + " already stored";
    if (of.deleted > 0) made += ", " + std::to_string(of.deleted) + " deleted";
    if (of.failures > 0) made += ", " + std::to_string(of.failures) + " failed";
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.2f s", of.took.count());
    return made + ", " + counted(of.round_trips, "round trip") + ", " + seconds + rates(of);
}

}  // namespace tool
