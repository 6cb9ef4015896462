// SPDX-License-Identifier: BSL-1.0
#include "player.hpp"

namespace popline::test {

using protocol::shape;
using protocol::sign;
using kind = event::kind;

namespace {

limits within(const scene& played) {
    limits made;
    made.window_bytes = played.window_octets;
    return made;
}

/// The server's answer to a line of the client. `a` is the second line of a dialogue.
std::string reply_to(char line, shape reply, bool refused) {
    const auto name = static_cast<char>(line & ~0x20);
    std::string text = refused ? "-ERR " : reply == shape::dialogue && line == name ? "+ " : "+OK ";
    text.append(1, name).append("\r\n");
    if (refused || reply == shape::status || reply == shape::dialogue) return text;
    return text.append(reply == shape::body ? ".." : "").append(1, name).append("\r\n.\r\n");
}

/// The bytes and events that the owner of a command must have got when this reply has ended.
std::string owed(char name, shape reply, bool refused) {
    const std::string word = refused ? std::string("-") + name : std::string("+") + name;
    if (refused || reply == shape::status || reply == shape::dialogue) return word;
    return word + (reply == shape::body ? "." : "") + name + (reply == shape::body ? "\r\n" : "\n");
}

}  // namespace

player::player(const scene& played, choices& picks)
    : scene_(played),
      picks_(picks),
      within_(within(played)),
      pipeline_(within_),
      deviations_(played.deviations) {
    pipeline_.width().fix(played.window);
    seen_.reserve(128);
}

std::optional<record> player::play() {
    while (!over_ && !same_) {
        const auto ways = open_ways();
        if (ways.empty()) break;
        const auto [what, who] = ways[picks_.pick(ways.size())];
        take(what, who);
        note(kind::due, 0, pipeline_.due());
    }
    if (same_) return std::nullopt;
    end();
    return std::move(seen_);
}

std::vector<std::pair<player::action, std::size_t>> player::open_ways() const {
    std::vector<std::pair<action, std::size_t>> ways;
    const bool more = deviations_ > 0;
    const bool writing = !offered_.empty();
    if (submitted_ < scene_.parts.size()) ways.emplace_back(action::submit, 0);
    if (writing || (stirred_ && (pipeline_.waiting() > 0 || pipeline_.ready_to_write()))) {
        ways.emplace_back(action::write, 0);
        if (more) ways.emplace_back(action::write_some, 0);
    }
    if (now_ || !asked_.empty()) ways.emplace_back(action::answer, 0);
    if (more && (now_ || !asked_.empty())) ways.emplace_back(action::split, 0);
    if (more && !now_ && !asked_.empty()) ways.emplace_back(action::refuse, 0);
    if (more && asked_.size() > 1) ways.emplace_back(action::join, 0);
    if (!more || submitted_ == 0) return ways;
    for (std::size_t who = 0; who < submitted_; ++who) {
        const auto& one = commands_[who];
        // A session ends if a login in flight is dropped (R70), so that is not played.
        const bool dialogue =
            one.in.what.reply == shape::dialogue && one.in.stands != protocol::entry::standing::queued;
        if (!one.dropped && !one.left && !dialogue) ways.emplace_back(action::drop, who);
    }
    ways.emplace_back(action::cut, 0);
    // A reply to a line that was written in part looks like a reply to the whole line, so it is not forged.
    if (!now_ && asked_.empty() && line_.empty()) ways.emplace_back(action::forge, 0);
    return ways;
}

void player::take(action what, std::size_t who) {
    stirred_ = true;
    if (what != action::submit && what != action::write && what != action::answer) --deviations_;
    switch (what) {
        case action::submit: return submit();
        case action::write: return write(true);
        case action::write_some: return write(false);
        case action::answer:
            if (!now_) begin_turn(false);
            return say(now_->octets.size() - now_->said);
        case action::refuse: begin_turn(true); return say(now_->octets.size());
        case action::split:
            if (!now_) begin_turn(false);
            if (now_->octets.size() - now_->said < 2) return void(same_ = true);
            return say(1 + picks_.pick(now_->octets.size() - now_->said - 1));
        case action::join: return join();
        case action::drop:
            note(kind::dropped, who);
            commands_[who].dropped = true;
            return pipeline_.drop(commands_[who].in);
        case action::cut:
            note(kind::cut);
            over_ = true;
            return;
        case action::forge: note(kind::forged); return hear("+OK x\r\n");
    }
}

// The client.

void player::submit() {
    auto& one = commands_[submitted_];
    const auto& part = scene_.parts[submitted_];
    one.in.what =
        build(protocol::verb::other, part.reply, std::string(1, static_cast<char>('A' + submitted_)));
    one.in.what.alone = part.alone;
    one.in.what.leaves = part.leaves;
    one.in.what.expected = part.expected;
    one.submitted = true;
    note(kind::submitted, submitted_++);
    if (pipeline_.submit(one.in)) note(kind::broke);
}

void player::write(bool whole) {
    if (offered_.empty()) {
        offer();
        if (offered_.empty()) return void(same_ = !over_);  // as if the output had not been asked for
    } else if (pipeline_.output() != offered_) {
        return mislead();
    }
    if (!whole && offered_.size() < 2) return void(same_ = true);
    const auto octets = whole ? offered_.size() : 1 + picks_.pick(offered_.size() - 1);
    for (const char octet : offered_.substr(0, octets))
        on_wire(octet);
    offered_.erase(0, octets);
    pipeline_.sent(octets);
    if (!offered_.empty()) return;
    offer();
    if (offered_.empty()) note(kind::dry);
    stirred_ = !offered_.empty();
}

void player::offer() {
    const bool promised = pipeline_.ready_to_write();
    offered_ = pipeline_.output();
    if (!offered_.empty()) note(kind::offered, 0, offered_.size());
    if (promised == offered_.empty()) mislead();
}

void player::mislead() {
    note(kind::misled);
    over_ = true;
}

// The wire and the server.

void player::on_wire(char octet) {
    note(kind::wrote);
    seen_.back().octet = octet;
    line_.push_back(octet);
    if (octet != '\n') return;
    asked_.push_back(line_.front());
    line_.clear();
}

void player::begin_turn(bool refused) {
    const char line = asked_.front();
    asked_.pop_front();
    const auto who = static_cast<std::size_t>((line & ~0x20) - 'A');
    const auto reply = scene_.parts[who].reply;
    now_ = turn{who, reply_to(line, reply, refused)};
    now_->last = !now_->octets.starts_with("+ ");
}

void player::say(std::size_t octets) {
    const auto said = now_->octets.substr(now_->said, octets);
    now_->said += octets;
    note(kind::heard, now_->who, octets);
    const bool whole = now_->said == now_->octets.size();
    if (whole && now_->last) note(kind::answered, now_->who);
    if (whole) now_.reset();
    hear(said);
}

/// Reads all bytes that the server still has to send, in one read.
void player::join() {
    std::string all;
    while (now_ || !asked_.empty()) {
        if (!now_) begin_turn(false);
        all.append(now_->octets, now_->said);
        note(kind::heard, now_->who, now_->octets.size() - now_->said);
        if (now_->last) note(kind::answered, now_->who);
        now_.reset();
    }
    hear(all);
}

void player::hear(std::string_view octets) {
    unread_.append(octets);
    std::string_view input(unread_);
    for (;;) {
        const auto made = pipeline_.next(input);
        if (made == protocol::pipeline::event::need_more) break;
        tell(made);
        if (over_) return;
    }
    unread_.erase(0, unread_.size() - input.size());
}

void player::tell(protocol::pipeline::event made) {
    using happened = protocol::pipeline::event;
    if (made == happened::broken) {
        note(kind::broke);
        over_ = true;
        return;
    }
    const auto who = static_cast<std::size_t>(pipeline_.event_command()->what.text.front() - 'A');
    auto& one = commands_[who];
    const char name = static_cast<char>('A' + who);
    const auto& reply = one.in.reply;
    if (made == happened::ended) {
        one.left = true;
        note(kind::ended, who);
        const bool refused = reply.result == sign::err;
        if (one.dropped) return;
        auto got = (refused ? "-" : "+") + reply.words + one.got + reply.lines;
        seen_.back().right = got == owed(name, one.in.what.reply, refused);
        return;
    }
    note(kind::given, who);
    // The words of the status line before a body are reported once, and not kept.
    const bool begins_body = one.in.what.reply == shape::body && reply.result == sign::ok;
    if (made == happened::chunk || begins_body) one.got.append(pipeline_.text());
    if (one.in.what.reply != shape::dialogue) return;
    if (reply.result != sign::more) return pipeline_.finish(one.in);
    pipeline_.respond(one.in, std::string(1, static_cast<char>(name | 0x20)) + "\r\n");
}

/// The session ends: the commands that are left are taken out, and nothing is written any more.
void player::end() {
    while (const auto* const one = pipeline_.take_oldest()) {
        const auto who = static_cast<std::size_t>(one->what.text.front() - 'A');
        note(kind::taken, who);
    }
    if (!pipeline_.output().empty()) note(kind::wrote);
    note(kind::due, 0, pipeline_.due());
}

void player::note(kind what, std::size_t who, std::uint64_t octets) {
    seen_.push_back({what, who, octets});
}

}  // namespace popline::test
