// SPDX-License-Identifier: BSL-1.0
#include "protocol/number.hpp"

#include <algorithm>
#include <limits>

namespace popline::protocol {

std::string_view take_word(std::string_view& text) noexcept {
    const auto is_blank = [](char octet) { return octet == ' ' || octet == '\t'; };
    const auto* const end = text.data() + text.size();
    const auto* const first = std::find_if_not(text.data(), end, is_blank);
    const auto* const last = std::find_if(first, end, is_blank);
    text = {last, end};
    return {first, last};
}

std::string_view take_line(std::string_view& text) noexcept {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
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
