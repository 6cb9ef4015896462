// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace popline::values {

// These functions are inline because they are called for each line of LIST and UIDL.

/// Most bytes are greater than both blank characters, so usually one comparison is enough.
inline bool is_blank(char byte) noexcept {
    return static_cast<unsigned char>(byte) <= ' ' && (byte == ' ' || byte == '\t');
}

/// The position of the first word; the end of the text if there is none.
inline const char* skip_blanks(std::string_view text) noexcept {
    const auto* at = text.data();
    while (at != text.data() + text.size() && is_blank(*at))
        ++at;
    return at;
}

/// Takes the next word from the front of `text`. Words are separated by any number of spaces and tabs. Empty
/// at the end.
inline std::string_view take_word(std::string_view& text) noexcept {
    const auto* const end = text.data() + text.size();
    const auto* const first = skip_blanks(text);
    const auto* last = first;
    while (last != end && !is_blank(*last))
        ++last;
    text = {last, end};
    return {first, last};
}

/// Takes the next line from the front of `text`, in which each line ends in LF. The result has no LF.
std::string_view take_line(std::string_view& text) noexcept;

/// Whether two texts are equal if the case of ASCII letters is ignored.
bool same_letters(std::string_view a, std::string_view b) noexcept;

}  // namespace popline::values
