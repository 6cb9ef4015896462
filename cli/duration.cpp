// SPDX-License-Identifier: BSL-1.0
#include "duration.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace tool {

namespace {

constexpr std::int64_t day = 24 * 60 * 60;
constexpr std::int64_t longest_time = 36'500 * day;

struct unit {
    char name;
    std::int64_t seconds;
};
constexpr unit units[] = {{'s', 1}, {'m', 60}, {'h', 60 * 60}, {'d', day}, {'w', 7 * day}};

}  // namespace

std::chrono::seconds parse_duration(std::string_view text) {
    std::int64_t number = 0;
    const auto end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, number);
    const auto left = end - stopped;
    const bool is_number = failure == std::errc() && number >= 0 && text.front() != '-';
    if (is_number && number == 0 && left == 0) return std::chrono::seconds(0);
    if (is_number && left == 1) {
        const auto* const found = std::ranges::find(units, *stopped, &unit::name);
        if (found != std::end(units) && number <= longest_time / found->seconds)
            return std::chrono::seconds(number * found->seconds);
    }
    throw std::invalid_argument(std::string(text.substr(0, 40))
                                + " is no time, such as 90s, 15m, 12h, 14d, 2w or 0");
}

}  // namespace tool
