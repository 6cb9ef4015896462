// SPDX-License-Identifier: BSL-1.0
#include "protocol/dot_decoder.hpp"

#include "protocol/dot_scan.hpp"

namespace popline::protocol {

dot_decoder::outcome dot_decoder::next(std::string_view& input, std::string_view& octets) noexcept {
    while (!input.empty()) {
        if (place_ == place::line || place_ == place::line_cr) {
            octets = take_line(input);
            return outcome::chunk;
        }
        if (place_ == place::dot_cr) {
            if (input.front() == '\n') {
                input.remove_prefix(1);
                return outcome::end;
            }
            // The dot was dot-stuffing. The CR after the dot, which was not given out yet, belongs to the
            // message.
            place_ = place::line_cr;
            octets = "\r";
            return outcome::chunk;
        }
        if (take_line_start(input)) return outcome::end;
    }
    return outcome::need_more;
}

/// Reads at the start of a line, or after the dot there. Returns true at the end mark.
bool dot_decoder::take_line_start(std::string_view& input) noexcept {
    const char first = input.front();
    if (place_ == place::line_start) {
        place_ = first == '.' ? place::dot : place::line;
        if (first == '.') input.remove_prefix(1);
        return false;
    }
    if (first == '\r') {
        const bool whole = input.starts_with("\r\n");
        input.remove_prefix(whole ? 2 : 1);
        place_ = whole ? place::line_start : place::dot_cr;
        return whole;
    }
    place_ = place::line;
    if (first != '\n' || ends_ == line_ends::crlf) return false;
    input.remove_prefix(1);
    place_ = place::line_start;
    return true;
}

/// Starts inside a line, and takes all bytes up to the next line that begins with a dot, or up to the end of
/// the input.
std::string_view dot_decoder::take_line(std::string_view& input) noexcept {
    const auto ends_line = [&](std::size_t line_feed) {
        if (ends_ == line_ends::bare_lf) return true;
        return line_feed > 0 ? input[line_feed - 1] == '\r' : place_ == place::line_cr;
    };
    const auto size = input.size();
    std::size_t found = find_line_feed_dot(input);
    while (found < size && !ends_line(found)) {
        const auto from = found + 1;
        found = from + find_line_feed_dot(input.substr(from));
    }
    if (found < size) {
        const auto chunk = input.substr(0, found + 1);
        input.remove_prefix(found + 2);
        place_ = place::dot;
        return chunk;
    }
    const auto chunk = input;
    const char last = input.back();
    if (last == '\n' && ends_line(size - 1))
        place_ = place::line_start;
    else
        place_ = last == '\r' ? place::line_cr : place::line;
    input.remove_prefix(size);
    return chunk;
}

}  // namespace popline::protocol
