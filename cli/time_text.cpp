// SPDX-License-Identifier: BSL-1.0
#include "time_text.hpp"

#include <cstdio>

namespace tool {

std::string time_text(std::chrono::microseconds time) {
    const auto count = static_cast<double>(time.count());
    const bool is_long = count >= 1e6;
    const double value = is_long ? count / 1e6 : count / 1e3;
    char text[40];
    std::snprintf(text, sizeof text, value < 10 ? "%.2g" : "%.0f", value);
    return std::string(text) + (is_long ? " s" : " ms");
}

std::string day_text(std::chrono::sys_seconds when) {
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(when));
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return text;
}

}  // namespace tool
