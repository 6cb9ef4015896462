// SPDX-License-Identifier: BSL-1.0
#include "protocol/pipeline.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "values/wipe.hpp"

namespace popline::protocol {

using standing = entry::standing;

void pipeline::configure(const popline::limits& within) noexcept {
    limits_ = &within;
    window_ = window(within);
    reader_ = reply_reader(within);
}

// Commands.

pipeline::~pipeline() {
    forget_output();
}

boost::system::error_code pipeline::submit(entry& one) {
    if (over_ != errc()) return over_;
    if (const auto why = fault(one.what, *limits_)) return why;
    if (queued_.size() >= limits_->queued_command_count) return errc::too_many_commands;
    one.stands = standing::queued;
    one.begins_at = entry::never;
    queued_.push(one);
    if (one.what.leaves == urgency::now) ++urgent_;
    return {};
}

void pipeline::expect_greeting(entry& one) {
    one.what.alone = barrier::yes;  // no command is written before the greeting
    if (observer_) observer_->on_begin(one);
    one.stands = standing::in_flight;
    in_flight_.push(one);
    window_.written();
}

void pipeline::respond(entry& one, std::string&& line) {
    one.begins_at = written_ + (output_.size() - written_of_output_);
    if (observer_) observer_->on_sent(one, blank);
    values::append_secret(output_, line);
    values::wipe(line);
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
        one.stands = standing::idle;
    } else if (one.stands == standing::in_flight) {
        one.stands = standing::abandoned;
        one.reply.forget_lines();  // no coroutine will read the lines
        ++counts_.abandoned;
    }
}

bool pipeline::holds_deletion() const {
    const auto deletes = [](const entry& one) { return marking_verb(one.what) == verb::dele; };
    return queued_.any(deletes) || in_flight_.any(deletes);
}

entry* pipeline::take_oldest(boost::system::error_code why) {
    if (over_ == errc()) over_ = errc::closed;
    forget_output();
    auto& from = in_flight_.empty() ? queued_ : in_flight_;
    if (from.empty()) return nullptr;
    entry& oldest = from.front();
    if (observer_ && &from == &in_flight_) observer_->on_end(oldest, std::exchange(reply_octets_, 0), why);
    from.erase(oldest);
    give_back(oldest, oldest.reserved);
    if (oldest.what.kept == secrecy::secret) oldest.what.wipe();
    oldest.stands = standing::idle;
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
    if (written_of_output_ == output_.size()) forget_output();
}

/// Empties the output, whether it was written or not.
void pipeline::forget_output() noexcept {
    if (output_kept_ == secrecy::secret) values::wipe(output_);
    output_kept_ = secrecy::open;
    output_.clear();
    written_of_output_ = 0;
}

void pipeline::release() noexcept {
    constexpr std::size_t worth_keeping = 256;
    if (output_.empty() && output_.capacity() > worth_keeping) std::string().swap(output_);
}

/// Moves all commands that may be written now into the output. A command that waits for another one is moved
/// only together with that one.
void pipeline::stage() {
    while (urgent_ > 0 && !held_by_barrier() && window_.try_admit(in_flight_.size(), due_, most_in_flight()))
        stage(queued_.front());
}

bool pipeline::ready_to_write() const noexcept {
    if (over_ != errc()) return false;
    if (written_of_output_ < output_.size()) return true;
    return urgent_ > 0 && !held_by_barrier() && window_.is_open(in_flight_.size(), due_, most_in_flight());
}

/// Whether a barrier prevents the next command from being written. A barrier is written alone, and the next
/// command waits until its reply is complete (RFC 2595 section 4, RFC 5034 section 4). There is one
/// exception: commands may follow an AUTH that is complete in one line, if the user chose that
/// (`server::eager`).
bool pipeline::held_by_barrier() const noexcept {
    if (in_flight_.empty()) return false;
    const auto first = in_flight_.front().what.alone;
    const auto next = queued_.front().what.alone;
    if (first == barrier::leads && next == barrier::follows) return false;
    return is_alone(first) || is_alone(next);
}

/// How many commands may be in flight: one after several refusals in a row, until a command succeeds.
std::size_t pipeline::most_in_flight() const noexcept {
    return refused_in_a_row_ >= limits_->consecutive_refusal_count ? 1
                                                                   : std::numeric_limits<std::size_t>::max();
}

void pipeline::stage(entry& one) {
    queued_.erase(one);
    if (one.what.leaves == urgency::now) --urgent_;
    one.stands = standing::in_flight;
    one.begins_at = written_ + output_.size();
    one.reserved = std::min(one.what.expected, std::numeric_limits<std::uint64_t>::max() - due_);
    due_ += one.reserved;
    in_flight_.push(one);
    window_.written();
    ++counts_.commands;
    if (observer_) tell_sent(one);

    // A login with a secret is a barrier, so its line is the first in the output.
    if (output_kept_ == secrecy::secret)
        values::append_secret(output_, one.what.text);
    else
        output_.append(one.what.text);
    if (one.what.kept == secrecy::open) return;
    output_kept_ = secrecy::secret;
    one.what.wipe();
}

void pipeline::tell_sent(entry& one) {
    observer_->on_begin(one);
    std::string_view lines = one.what.text;
    for (auto end = lines.find("\r\n"); end != lines.npos; end = lines.find("\r\n")) {
        const auto line = lines.substr(0, end);
        if (one.what.kept == secrecy::secret)
            observer_->on_sent(one, shown_command(line));
        else
            observer_->on_sent(one, line);
        lines.remove_prefix(end + 2);
    }
}

}  // namespace popline::protocol
