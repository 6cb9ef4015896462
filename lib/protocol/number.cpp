// SPDX-License-Identifier: BSL-1.0
#include "protocol/number.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

namespace popline::protocol {

namespace {

/// Most bytes are above both blanks, so one comparison tells.
bool is_blank(char byte) noexcept {
    return static_cast<unsigned char>(byte) <= ' ' && (byte == ' ' || byte == '\t');
}

const char* skip_blanks(std::string_view text) noexcept {
    const auto* at = text.data();
    while (at != text.data() + text.size() && is_blank(*at))
        ++at;
    return at;
}

}  // namespace

std::string_view take_word(std::string_view& text) noexcept {
    const auto* const end = text.data() + text.size();
    const auto* const first = skip_blanks(text);
    const auto* last = first;
    while (last != end && !is_blank(*last))
        ++last;
    text = {last, end};
    return {first, last};
}

std::optional<std::uint64_t> take_number(std::string_view& text) noexcept {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    const auto* const end = text.data() + text.size();
    std::uint64_t value = 0;
    const auto [last, failure] = std::from_chars(skip_blanks(text), end, value);
    text = {last, end};
    const bool is_whole = last == end || is_blank(*last);
    if (failure != std::errc() || !is_whole || value > most) return std::nullopt;
    return value;
}

std::string_view take_line(std::string_view& text) noexcept {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

std::optional<message_number> take_message_number(std::string_view& text) noexcept {
    const auto value = take_number(text);
    if (!value || *value < 1 || *value > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
    return static_cast<message_number>(*value);
}

}  // namespace popline::protocol
