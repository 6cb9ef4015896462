// SPDX-License-Identifier: BSL-1.0
#include "protocol/pipeline.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "protocol/listing.hpp"
#include "protocol/wipe.hpp"

namespace popline::protocol {

using standing = entry::standing;

void pipeline::configure(const limits& within) noexcept {
    limits_ = within;
    window_ = window(within);
}

// Commands.

pipeline::~pipeline() {
    if (output_kept_ == secrecy::secret) wipe(output_);
}

boost::system::error_code pipeline::submit(entry& one) {
    if (over_ != errc()) return over_;
    if (const auto why = fault(one.what, limits_)) return why;
    if (queued_.size() >= limits_.queue) return errc::too_many_commands;
    one.stands = standing::queued;
    one.begins_at = one.second_begins_at = entry::never;
    queued_.push(one);
    if (one.what.leaves == urgency::now) ++urgent_;
    return {};
}

void pipeline::expect_greeting(entry& one) {
    one.what.alone = barrier::yes;  // not a word before the server has spoken
    one.stands = standing::in_flight;
    in_flight_.push(one);
    window_.left();
}

void pipeline::answer(entry& one, std::string&& line) {
    one.begins_at = written_ + (output_.size() - written_of_output_);
    // A buffer that grows by itself leaves a copy behind.
    std::string longer;
    longer.reserve(output_.size() + line.size());
    longer.append(output_).append(line);
    wipe(output_);
    output_ = std::move(longer);
    wipe(line);
    output_kept_ = secrecy::secret;
    owner_speaks_ = false;
}

void pipeline::finish(entry&) {
    reader_.finish();
    owner_speaks_ = false;
}

void pipeline::hasten(entry& one) noexcept {
    if (one.stands != standing::queued || one.what.leaves == urgency::now) return;
    one.what.leaves = urgency::now;
    ++urgent_;
}

void pipeline::drop(entry& one) {
    if (one.stands == standing::queued) {
        queued_.erase(one);
        if (one.what.leaves == urgency::now) --urgent_;
        if (one.what.kept == secrecy::secret) one.what.wipe();
        one.stands = standing::out;
    } else if (one.stands == standing::in_flight) {
        one.stands = standing::abandoned;
        forget_lines(one);
        ++counts_.abandoned;
    }
}

entry* pipeline::take_oldest() {
    if (over_ == errc()) over_ = errc::closed;
    auto& from = in_flight_.empty() ? queued_ : in_flight_;
    if (from.empty()) return nullptr;
    entry& oldest = from.front();
    from.erase(oldest);
    give_back(oldest, oldest.reserved);
    if (oldest.what.kept == secrecy::secret) oldest.what.wipe();
    oldest.stands = standing::out;
    return &oldest;
}

// Writing.

std::string_view pipeline::output() {
    if (over_ != errc()) return {};
    if (written_of_output_ == output_.size()) stage();
    return std::string_view(output_).substr(written_of_output_);
}

void pipeline::sent(std::size_t octets) {
    written_of_output_ += octets;
    written_ += octets;
    if (written_of_output_ < output_.size()) return;
    if (output_kept_ == secrecy::secret) wipe(output_);
    output_kept_ = secrecy::open;
    output_.clear();
    written_of_output_ = 0;
}

/// Moves into the output all that may leave now; what only rides along waits for a command that is reason
/// enough.
void pipeline::stage() {
    while (urgent_ > 0 && !held_by_barrier() && window_.admits(in_flight_.size(), due_, depth()))
        stage(queued_.front());
}

bool pipeline::ready_to_write() const noexcept {
    if (over_ != errc()) return false;
    if (written_of_output_ < output_.size()) return true;
    return urgent_ > 0 && !held_by_barrier() && window_.open(in_flight_.size(), due_, depth());
}

/// A barrier leaves alone, and nothing leaves behind it before it has ended (RFC 2595 section 4, RFC 5034
/// section 4).
bool pipeline::held_by_barrier() const noexcept {
    if (in_flight_.empty()) return false;
    return in_flight_.front().what.alone == barrier::yes || queued_.front().what.alone == barrier::yes;
}

/// How many unanswered commands the server is trusted with: one, after a run of refusals, until a success.
std::size_t pipeline::depth() const noexcept {
    return refused_in_a_row_ >= limits_.refusals ? 1 : std::numeric_limits<std::size_t>::max();
}

void pipeline::stage(entry& one) {
    queued_.erase(one);
    if (one.what.leaves == urgency::now) --urgent_;
    one.stands = standing::in_flight;
    one.begins_at = written_ + output_.size();
    if (!one.what.second.empty()) one.second_begins_at = one.begins_at + one.what.text.size();
    one.reserved = std::min(one.what.expected, std::numeric_limits<std::uint64_t>::max() - due_);
    due_ += one.reserved;
    in_flight_.push(one);
    window_.left();
    ++counts_.commands;

    output_.reserve(output_.size() + one.what.text.size() + one.what.second.size());
    output_.append(one.what.text).append(one.what.second);
    if (one.what.kept == secrecy::open) return;
    // Alone in the output, being a barrier: no growth of the buffer can have left a copy behind.
    output_kept_ = secrecy::secret;
    one.what.wipe();
}

// Reading.

pipeline::event pipeline::next(std::string_view& input) {
    if (over_ != errc()) return {happening::broken, head(), {}, over_};
    const auto made = advance(input);
    if (made.kind == happening::broken) over_ = made.failure;
    return made;
}

pipeline::event pipeline::advance(std::string_view& input) {
    for (;;) {
        if (in_flight_.empty())
            return input.empty() ? event{happening::need_more}
                                 : event{happening::broken, {}, input, errc::unsolicited_data};
        entry& head = in_flight_.front();
        if (owner_speaks_) return {happening::need_more};
        if (!input.empty() && !begun(head)) return {happening::broken, &head, input, errc::unexpected_reply};
        if (!framing_) {
            reader_.expect(head.what.reply);
            framing_ = true;
        }
        const auto before = input.size();
        const auto framed = reader_.next(input);
        const auto made = take(head, framed, before - input.size());
        if (made.kind != happening::need_more || framed.kind == reply_reader::frame::need_more) return made;
    }
}

/// What a frame means for the head; `need_more` also stands for a frame that concerns nobody.
pipeline::event pipeline::take(entry& head, const reply_reader::event& framed, std::size_t consumed) {
    give_back(head, consumed);
    if (!wanted(head)) {
        drained_ += consumed;
        if (drained_ > limits_.drain_octets) return {happening::broken, &head, {}, errc::drain_limit};
    }
    using frame = reply_reader::frame;
    switch (framed.kind) {
        case frame::need_more: return {happening::need_more};
        case frame::broken: return {happening::broken, &head, framed.text, framed.failure};
        case frame::status: return take_status(head, framed.text);
        case frame::line: return take_line(head, framed.text);
        case frame::overlong:
            head.answer.failure = errc::line_too_long;
            forget_lines(head);
            return take_line(head, {});
        case frame::chunk:
            return wanted(head) ? event{happening::chunk, &head, framed.text} : event{happening::need_more};
        case frame::end: break;
    }
    return end(head);
}

pipeline::event pipeline::take_status(entry& head, std::string_view words) {
    head_begun_ = true;
    const auto result = reader_.result();
    if (result == sign::err) {
        ++refused_in_a_row_;
        ++counts_.refusals;
    } else if (result == sign::ok) {
        refused_in_a_row_ = 0;
    }
    head.answer.result = result;
    if (!wanted(head)) return {happening::need_more};
    head.answer.words.assign(words);
    const bool dialogue = head.what.reply == shape::dialogue;
    owner_speaks_ = dialogue && head.second_begins_at == entry::never;
    if (dialogue && !owner_speaks_) head.begins_at = std::exchange(head.second_begins_at, entry::never);
    const bool awaited = dialogue || head.what.reply == shape::body;
    return awaited ? event{happening::status, &head, words} : event{happening::need_more};
}

pipeline::event pipeline::take_line(entry& head, std::string_view line) {
    auto& answer = head.answer;
    const bool capability = head.what.name == verb::capa;
    if (++answer.line_count > (capability ? limits_.capabilities : limits_.messages))
        return {
            happening::broken, &head, {}, capability ? errc::too_many_capabilities : errc::too_many_messages};
    if (!wanted(head)) return {happening::need_more};
    if (answer.lines.size() + line.size() + 1 > std::min<std::size_t>(limits_.listing, listed::no_id))
        return {happening::broken, &head, {}, errc::listing_too_large};
    answer.lines.append(line).push_back('\n');
    return {happening::need_more};
}

pipeline::event pipeline::end(entry& head) {
    in_flight_.erase(head);
    give_back(head, head.reserved);
    window_.ended();
    if (wanted(head)) drained_ = 0;
    head.stands = standing::out;
    framing_ = false;
    head_begun_ = false;
    return {happening::ended, &head};
}

bool pipeline::wanted(const entry& one) const noexcept {
    return one.stands != standing::abandoned && !one.answer.failure;
}

bool pipeline::begun(const entry& one) const noexcept {
    return one.what.name == verb::greeting || one.begins_at < written_;
}

/// What nobody will read costs no memory while it is drained.
void pipeline::forget_lines(entry& one) noexcept {
    std::string().swap(one.answer.lines);
}

/// Never more than it reserved, and each octet once.
void pipeline::give_back(entry& one, std::uint64_t octets) noexcept {
    const auto returned = std::min(octets, one.reserved);
    one.reserved -= returned;
    due_ -= returned;
}

}  // namespace popline::protocol
