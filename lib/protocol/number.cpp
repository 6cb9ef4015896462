// SPDX-License-Identifier: BSL-1.0
#include "protocol/number.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

namespace popline::protocol {

std::string_view take_word(std::string_view& text) noexcept {
    // Most bytes are above both blanks, so one comparison tells.
    const auto is_blank = [](char byte) {
        return static_cast<unsigned char>(byte) <= ' ' && (byte == ' ' || byte == '\t');
    };
    const auto* const end = text.data() + text.size();
    const auto* first = text.data();
    while (first != end && is_blank(*first))
        ++first;
    const auto* last = first;
    while (last != end && !is_blank(*last))
        ++last;
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
    std::uint64_t value = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (failure != std::errc() || end != word.data() + word.size() || value > most) return std::nullopt;
    return value;
}

std::optional<message_number> parse_message_number(std::string_view word) noexcept {
    const auto value = parse_octets(word);
    if (!value || *value < 1 || *value > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
    return static_cast<message_number>(*value);
}

}  // namespace popline::protocol
