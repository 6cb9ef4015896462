// SPDX-License-Identifier: BSL-1.0
#include "protocol/reply_reader.hpp"

#include <algorithm>

namespace popline::protocol {

namespace {

/// Whether a line of `octets` bytes, without its LF, exceeds the limit even if its last byte is a CR, which
/// does not count.
bool past(std::size_t octets, std::size_t limit) {
    return octets > limit && octets - limit > 1;
}

}  // namespace

void reply_reader::expect(shape reply) noexcept {
    shape_ = reply;
    place_ = place::status;
    looked_at_ = 0;
    set_aside_ = 0;
}

reply_reader::frame reply_reader::next(std::string_view& input) noexcept {
    switch (place_) {
        case place::status: return take_status(input);
        case place::lines: return take_line(input);
        case place::skipped_line: return skip_line(input);
        case place::body: return take_body(input);
        case place::end: break;
    }
    return frame::end;
}

reply_reader::frame reply_reader::break_off(errc why, std::string_view text) noexcept {
    failure_ = why;
    text_ = text;
    return frame::broken;
}

reply_reader::frame reply_reader::take_status(std::string_view& input) noexcept {
    const bool challenged = shape_ == shape::dialogue;
    const auto most = challenged ? limits_->challenge_bytes : limits_->status_line_bytes;
    const auto too_long = challenged ? errc::challenge_too_long : errc::status_line_too_long;

    const auto end = input.find('\n', looked_at_);
    looked_at_ = end == input.npos ? input.size() : 0;
    if (past(std::min(end, input.size()), most)) return break_off(too_long, {});
    if (end == input.npos) return frame::need_more;

    auto line = input.substr(0, end);
    const bool carriage_return = line.ends_with('\r');
    if (carriage_return) line.remove_suffix(1);
    if (line.size() > most) return break_off(too_long, {});

    const auto read = parse_status(line, challenged ? challenges::accepted : challenges::refused);
    if (!read) return break_off(errc::malformed_status, line);
    input.remove_prefix(end + 1);
    result_ = read->result;

    const bool longer = result_ == sign::ok && (shape_ == shape::lines || shape_ == shape::body);
    if (!longer)
        place_ = challenged ? place::status : place::end;
    else if (shape_ == shape::lines)
        place_ = place::lines;
    else {
        place_ = place::body;
        body_ = dot_decoder(carriage_return ? line_ends::crlf : line_ends::bare_lf);
    }
    text_ = read->words;
    return frame::status;
}

reply_reader::frame reply_reader::take_line(std::string_view& input) noexcept {
    const auto end = input.find('\n', looked_at_);
    looked_at_ = end == input.npos ? input.size() : 0;
    if (past(std::min(end, input.size()), limits_->list_line_bytes)) {
        // Remove a fixed number of bytes, so that the result does not depend on how the input is cut.
        input.remove_prefix(limits_->list_line_bytes + 2);
        set_aside_ += limits_->list_line_bytes + 2;
        looked_at_ = 0;
        place_ = place::skipped_line;
        return frame::overlong;
    }
    if (end == input.npos) return frame::need_more;
    auto line = input.substr(0, end);
    input.remove_prefix(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line == ".") {
        place_ = place::end;
        return frame::end;
    }
    if (line.size() > limits_->list_line_bytes) {
        set_aside_ += line.size();
        return frame::overlong;
    }
    if (line.starts_with('.')) line.remove_prefix(1);
    text_ = line;
    return frame::line;
}

/// Skips the rest of a line that is already too long.
reply_reader::frame reply_reader::skip_line(std::string_view& input) noexcept {
    const auto end = input.find('\n');
    const auto octets = end == input.npos ? input.size() : end + 1;
    input.remove_prefix(octets);
    set_aside_ += octets;
    if (end == input.npos) return frame::need_more;
    place_ = place::lines;
    return take_line(input);
}

reply_reader::frame reply_reader::take_body(std::string_view& input) noexcept {
    switch (body_.next(input, text_)) {
        case dot_decoder::outcome::need_more: return frame::need_more;
        case dot_decoder::outcome::chunk: return frame::chunk;
        case dot_decoder::outcome::end: break;
    }
    place_ = place::end;
    return frame::end;
}

}  // namespace popline::protocol
