// SPDX-License-Identifier: BSL-1.0
#include "desk.hpp"

#include <algorithm>

namespace popline::test {

using protocol::entry;
using protocol::shape;
using protocol::sign;
using event = protocol::pipeline::event;

namespace {

std::string sign_of(const entry& one) {
    switch (one.reply.result) {
        case sign::ok: return "ok ";
        case sign::err: return "err ";
        case sign::more: return "more ";
    }
    return "?";
}

/// The name of an entry: its command, without the line end.
std::string name_of(const entry& one) {
    if (one.what.name == protocol::verb::greeting) return "greeting";
    return one.what.text.substr(0, one.what.text.find('\r'));
}

std::string ended(const entry& one) {
    auto text = name_of(one) + ": ";
    if (const boost::system::error_code why = one.reply.failure) return text + why.message();
    text.append(sign_of(one)).append(one.reply.words);
    if (one.reply.line_count == 0) return text;
    auto lines = one.reply.lines;
    std::ranges::replace(lines, '\n', ';');
    return text + " {" + lines + "}";
}

}  // namespace

entry& desk::submit(protocol::command what) {
    entries_.push_back(std::make_unique<entry>());
    auto& one = *entries_.back();
    one.what = std::move(what);
    refused = pipeline.submit(one);
    return one;
}

entry& desk::submit(std::string_view text, shape reply) {
    return submit(protocol::build(protocol::verb::other, reply, text));
}

entry& desk::retrieve(message_number number, std::uint64_t expected) {
    return submit(protocol::retrieve(number, expected));
}

void desk::drop(entry& one) {
    dropped_.push_back(&one);
    pipeline.drop(one);
}

std::string desk::write() {
    const std::string all(pipeline.output());
    pipeline.sent(all.size());
    return all;
}

std::string desk::write(std::size_t octets) {
    const std::string some(pipeline.output().substr(0, octets));
    pipeline.sent(some.size());
    return some;
}

std::string desk::hear(std::string_view octets) {
    chronicle now;
    buffer_.feed(octets, [&](std::string_view& input) {
        if (broken_) return false;
        const auto made = pipeline.next(input);
        if (made == event::need_more) return false;
        tell(made, now);
        tell(made, heard_);
        if (made != event::status) return true;
        if (auto& of = *pipeline.event_command(); of.what.reply == shape::dialogue) converse(of);
        return true;
    });
    return now.text();
}

void desk::tell(event made, chronicle& to) {
    const auto* const of = pipeline.event_command();
    switch (made) {
        case event::need_more: return;
        case event::chunk: return to.add_chunk(name_of(*of), pipeline.text());
        case event::status: return to.add(name_of(*of) + "? " + sign_of(*of) + std::string(pipeline.text()));
        case event::ended:
            return to.add(std::ranges::count(dropped_, of) > 0 ? "(" + name_of(*of) + ")" : ended(*of));
        case event::broken:
            broken_ = true;
            return to.add("broken: " + make_error_code(pipeline.failure()).message());
    }
}

void desk::converse(entry& one) {
    if (one.reply.result != sign::more) return pipeline.finish(one);
    if (answers.empty()) return;
    pipeline.respond(one, std::move(answers.front()));
    answers.pop_front();
}

void chronicle::add(std::string_view told) {
    text_.append(told).append(" | ");
    in_chunk_ = false;
}

void chronicle::add_chunk(std::string_view name, std::string_view octets) {
    if (in_chunk_) text_.resize(text_.size() - 3);
    if (!in_chunk_) text_.append(name).append("< ");
    text_.append(octets).append(" | ");
    in_chunk_ = true;
}

}  // namespace popline::test
