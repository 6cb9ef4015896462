// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace popline::values {

// What is inline here is called for each line of LIST and UIDL.

/// Most bytes are above both blanks, so one comparison tells.
inline bool is_blank(char byte) noexcept {
    return static_cast<unsigned char>(byte) <= ' ' && (byte == ' ' || byte == '\t');
}

/// Where the first word begins; the end of the text if there is none.
inline const char* skip_blanks(std::string_view text) noexcept {
    const auto* at = text.data();
    while (at != text.data() + text.size() && is_blank(*at))
        ++at;
    return at;
}

/// Takes the next word off the front of `text`; blanks and tabs in any number separate. Empty at the end.
inline std::string_view take_word(std::string_view& text) noexcept {
    const auto* const end = text.data() + text.size();
    const auto* const first = skip_blanks(text);
    const auto* last = first;
    while (last != end && !is_blank(*last))
        ++last;
    text = {last, end};
    return {first, last};
}

/// Takes the next line off the front of a text whose lines each end in LF, which it leaves out.
std::string_view take_line(std::string_view& text) noexcept;

/// Equal without regard to ASCII letter case.
bool same_letters(std::string_view a, std::string_view b) noexcept;

}  // namespace popline::values
