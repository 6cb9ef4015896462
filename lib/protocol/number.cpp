// SPDX-License-Identifier: BSL-1.0
#include "protocol/number.hpp"

#include <charconv>
#include <limits>
#include <system_error>

#include "values/words.hpp"

namespace popline::protocol {

std::optional<std::uint64_t> take_number(std::string_view& text) noexcept {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    const auto* const end = text.data() + text.size();
    std::uint64_t value = 0;
    const auto [last, failure] = std::from_chars(values::skip_blanks(text), end, value);
    text = {last, end};
    const bool is_whole = last == end || values::is_blank(*last);
    if (failure != std::errc() || !is_whole || value > most) return std::nullopt;
    return value;
}

std::optional<message_number> take_message_number(std::string_view& text) noexcept {
    const auto value = take_number(text);
    if (!value || *value < 1 || *value > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
    return static_cast<message_number>(*value);
}

}  // namespace popline::protocol
