// SPDX-License-Identifier: BSL-1.0
// The reading half of the pipeline: to which command a reply belongs, and what each frame of the reply
// means.
#include <algorithm>
#include <utility>

#include "protocol/listing.hpp"
#include "protocol/pipeline.hpp"

namespace popline::protocol {

using standing = entry::standing;

pipeline::event pipeline::next(std::string_view& input) {
    if (over_ != errc()) return broken(over_);
    for (;;) {
        if (in_flight_.empty()) {
            if (input.empty()) return event::need_more;
            return broken(errc::unsolicited_data, input);
        }
        entry& head = in_flight_.front();
        if (owner_speaks_) return event::need_more;
        if (!input.empty() && !begun(head)) return broken(errc::unexpected_reply, input);
        if (!framing_) {
            reader_.expect(head.what.reply);
            framing_ = true;
        }
        const auto before = input;
        const auto framed = reader_.next(input);
        const auto consumed = before.size() - input.size();
        reply_octets_ += consumed;
        if (observer_) tell_received(head, framed, before.substr(0, consumed));
        concerned_ = &head;
        const auto made = take(head, framed, consumed);
        if (made != event::need_more || framed == reply_reader::frame::need_more) return made;
    }
}

/// What a frame means for the command whose reply is due first. `need_more` also means that the frame is no
/// event.
pipeline::event pipeline::take(entry& head, reply_reader::frame framed, std::size_t consumed) {
    give_back(head, consumed);
    if (!wanted(head)) {
        drained_ += consumed;
        if (drained_ > limits_->drain_bytes) return broken(errc::drain_limit);
    }
    using frame = reply_reader::frame;
    switch (framed) {
        case frame::need_more:
            // Overlong lines are limited like lines that are kept: a line without an end must not go on for
            // ever.
            if (reader_.set_aside() > limits_->listing_bytes) return broken(errc::listing_too_large);
            return event::need_more;
        case frame::broken: return broken(reader_.failure(), reader_.text());
        case frame::status: return take_status(head);
        case frame::line: return take_line(head, reader_.text());
        case frame::overlong: return take_overlong(head);
        case frame::chunk: return wanted(head) ? event::chunk : event::need_more;
        case frame::end: break;
    }
    return end(head);
}

pipeline::event pipeline::take_status(entry& head) {
    head_begun_ = true;
    const auto result = reader_.result();
    if (result == sign::err) {
        ++refused_in_a_row_;
        ++counts_.refusals;
    } else if (result == sign::ok) {
        refused_in_a_row_ = 0;
    }
    head.reply.result = result;
    if (!wanted(head)) return event::need_more;
    const bool body_follows = head.what.reply == shape::body && result == sign::ok;
    if (!body_follows) head.reply.words.assign(reader_.text());  // the words before a body are not used
    const bool dialogue = head.what.reply == shape::dialogue;
    owner_speaks_ = dialogue && head.what.second == 0;
    // If a second line was written with the command, its reply is due now.
    head.begins_at += std::exchange(head.what.second, 0);
    const bool awaited = dialogue || head.what.reply == shape::body;
    return awaited ? event::status : event::need_more;
}

/// Bytes to reserve for the lines of CAPA, or of a short listing.
constexpr std::size_t few_lines = 240;

pipeline::event pipeline::take_line(entry& head, std::string_view line) {
    auto& reply = head.reply;
    if (const auto past = count_line(head); past != errc()) return broken(past);
    if (!wanted(head)) return event::need_more;
    if (reader_.set_aside() + reply.lines.size() + line.size() + 1
        > std::min<std::size_t>(limits_->listing_bytes, listed::no_id))
        return broken(errc::listing_too_large);
    if (reply.lines.empty()) reply.lines.reserve(few_lines);
    reply.lines.append(line).push_back('\n');
    return event::need_more;
}

/// Handles a line that is too long. LIST, UIDL and CAPA go on without this line. A command that the user
/// wrote fails, because the user could not see that a line is missing.
pipeline::event pipeline::take_overlong(entry& head) {
    auto& reply = head.reply;
    ++reply.overlong;
    if (head.what.name == verb::other) {
        reply.failure = errc::line_too_long;
        reply.forget_lines();
    }
    if (const auto past = count_line(head); past != errc()) return broken(past);
    if (wanted(head) && reader_.set_aside() > limits_->listing_bytes) return broken(errc::listing_too_large);
    return event::need_more;
}

/// Counts a line of the reply. Returns the error of the limit that the line exceeds; no error if it exceeds
/// none.
errc pipeline::count_line(entry& head) const noexcept {
    const bool capability = head.what.name == verb::capa;
    if (++head.reply.line_count <= (capability ? limits_->capability_count : limits_->message_count))
        return {};
    return capability ? errc::too_many_capabilities : errc::too_many_messages;
}

pipeline::event pipeline::end(entry& head) {
    const auto octets = std::exchange(reply_octets_, 0);
    ended_last_ = head.what.kept;
    if (observer_) observer_->on_end(head, octets, {});
    in_flight_.erase(head);
    give_back(head, head.reserved);
    window_.ended();
    if (wanted(head)) drained_ = 0;
    head.stands = standing::idle;
    framing_ = false;
    head_begun_ = false;
    return event::ended;
}

pipeline::event pipeline::broken(errc failure, std::string_view text) noexcept {
    over_ = failure;
    concerned_ = head();
    // In the reply to a login, or right after it, the server may repeat the secret.
    const bool secret = after_secret() || (concerned_ && concerned_->what.kept == secrecy::secret);
    reader_.break_off(failure, secret ? std::string_view() : text);
    return event::broken;
}

void pipeline::tell_received(entry& one, reply_reader::frame kind, std::string_view octets) {
    if (kind != reply_reader::frame::status && kind != reply_reader::frame::line) return;
    const auto line = octets.substr(0, octets.find_last_not_of("\r\n") + 1);
    // If the server's replies are late by one, the status line after CAPA is about the login and may repeat
    // the secret. So may that of a command that was sent with AUTH. These lines carry no other information,
    // so the trace does not show their words.
    const bool follows = one.what.name == verb::capa || one.what.alone == barrier::follows;
    const bool late = after_secret() && follows && kind == reply_reader::frame::status;
    if (late || one.what.kept == secrecy::secret)
        observer_->on_received(one, shown_answer(line));
    else
        observer_->on_received(one, line);
}

bool pipeline::wanted(const entry& one) const noexcept {
    return one.stands != standing::abandoned && one.reply.failure == errc();
}

bool pipeline::begun(const entry& one) const noexcept {
    return one.what.name == verb::greeting || one.begins_at < written_;
}

/// Gives bytes back to the window. In total it gives back as many as were reserved, and no more.
void pipeline::give_back(entry& one, std::uint64_t octets) noexcept {
    const auto returned = std::min(octets, one.reserved);
    one.reserved -= returned;
    due_ -= returned;
}

}  // namespace popline::protocol
