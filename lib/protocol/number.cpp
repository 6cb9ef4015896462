// SPDX-License-Identifier: BSL-1.0
#include "protocol/number.hpp"

#include <algorithm>
#include <limits>

namespace popline::protocol {

std::string_view take_word(std::string_view& text) noexcept {
    constexpr std::string_view blanks = " \t";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    const auto word = text.substr(0, text.find_first_of(blanks));
    text.remove_prefix(word.size());
    return word;
}

std::optional<std::uint64_t> parse_octets(std::string_view word) noexcept {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    if (word.empty()) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : word) {
        if (c < '0' || c > '9') return std::nullopt;
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (value > (most - digit) / 10) return std::nullopt;
        value = value * 10 + digit;
    }
    return value;
}

std::optional<message_number> parse_message_number(std::string_view word) noexcept {
    const auto value = parse_octets(word);
    if (!value || *value < 1 || *value > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
    return static_cast<message_number>(*value);
}

}  // namespace popline::protocol
