// SPDX-License-Identifier: BSL-1.0
#include "checks.hpp"

#include <algorithm>
#include <charconv>

namespace tool {

std::string shown_value(const std::string& text) {
    constexpr std::size_t most = 40;
    if (text.find('@') != text.npos || text.find("://") != text.npos) return "the URL";
    return text.size() <= most ? text : text.substr(0, most) + "...";
}

CLI::Validator whole_number(std::uint32_t least, std::uint32_t most) {
    const auto range = std::to_string(least) + " to " + std::to_string(most);
    return {[=](const std::string& text) -> std::string {
                std::uint32_t number = 0;
                const auto end = text.data() + text.size();
                const auto [stopped, failure] = std::from_chars(text.data(), end, number);
                const bool good =
                    failure == std::errc() && stopped == end && number >= least && number <= most;
                return good ? "" : shown_value(text) + " is no number from " + range;
            },
            "", "number"};
}

CLI::Validator number_of_seconds() {
    return {[](const std::string& text) -> std::string {
                double number = 0;
                const bool is_number = CLI::detail::lexical_cast(text, number);
                const bool good = is_number && number >= 0.001 && number <= 1e6;  // false for NaN
                return good ? "" : shown_value(text) + " is no number of seconds from 0.001 to 1000000";
            },
            "", "seconds"};
}

CLI::Validator size_in_bytes() {
    return {[](const std::string& text) -> std::string {
                const auto digits = std::min(text.size(), text.find_first_not_of("0123456789"));
                return digits > 0 && digits < 19 ? ""
                                                 : shown_value(text) + " is no size, such as 4096 or 10M";
            },
            "", "size"};
}

CLI::Validator not_empty() {
    return {[](const std::string& text) -> std::string { return text.empty() ? "the value is empty" : ""; },
            "", "not empty"};
}

}  // namespace tool
