// SPDX-License-Identifier: BSL-1.0
#include "session/ask.hpp"

#include "protocol/phase_rules.hpp"
#include "protocol/status.hpp"
#include "values/permanent_failure.hpp"

namespace popline {

namespace asio = boost::asio;

namespace {

error::circumstances about(const protocol::command& of, protocol::verb step, std::string_view words,
                           const limits& within) {
    error::circumstances known;
    known.verb = protocol::name(step);
    known.number = of.number;
    known.raw_reply = words.substr(0, within.quoted_reply_bytes);
    return known;
}

error::circumstances all_of(const net::failure& why) {
    error::circumstances known;
    known.raw_reply = why.words;
    known.detail = why.detail;
    known.cause = why.cause;
    return known;
}

bool never_connected(const net::connection* line) noexcept {
    return !line || line->state().phase() == phase::disconnected;
}

/// Why a command is not legal now. No command is legal before a connection or after it has failed.
error forbidden(const net::connection* line, const protocol::command& what) {
    if (never_connected(line)) return as_error({errc::not_connected}, what);
    if (line->failed()) return as_error(line->failed(), what);
    return as_error({errc::wrong_phase, {}, protocol::why_not(what.name, line->state().phase())}, what);
}

/// What is wrong with an argument, in words.
std::string_view why_unfit(const boost::system::error_code& refused) noexcept {
    return refused == errc::invalid_argument ? "an argument holds CR, LF or NUL" : "";
}

}  // namespace

error as_error(const net::failure& why, const protocol::command& of) {
    error::circumstances known = all_of(why);
    if (of.name != protocol::verb::other || !of.text.empty()) known.verb = protocol::name(of.name);
    known.number = of.number;
    return error(why.code, known);
}

error as_error(const net::failure& why, protocol::verb step) {
    error::circumstances known = all_of(why);
    known.verb = protocol::name(step);
    return error(why.code, known);
}

boost::system::error_code refusal_code(protocol::verb step, message_number number, std::string_view words) {
    const auto code = protocol::refusal(step, number, words);
    if (code == errc::permanent_failure && number != 0) return values::permanent_failure_of_message();
    return code;
}

error refused_error(const net::exchange& one, const limits& within) {
    return refused_error(one, within, one.what.name);
}

error refused_error(const net::exchange& one, const limits& within, protocol::verb step) {
    const auto code = refusal_code(step, one.what.number, one.answer.words);
    auto known = about(one.what, step, one.answer.words, within);
    if (one.answer.words.size() > within.quoted_reply_bytes) known.detail = "the server's words are cut";
    return error(code, known);
}

error malformed_error(const net::exchange& one, const limits& within) {
    return error(errc::malformed_reply, about(one.what, one.what.name, one.answer.words, within));
}

void insist_on_connection(const net::connection* line, std::string_view verb) {
    if (never_connected(line)) throw error(errc::not_connected, {.verb = verb});
}

net::lease submit(const std::shared_ptr<net::connection>& line, protocol::command&& what) {
    if (!line || !protocol::permitted(what.name, line->state().phase())) throw forbidden(line.get(), what);
    const auto name = what.name;
    const auto number = what.number;
    boost::system::error_code refused;
    auto held = line->submit(std::move(what), refused);
    if (refused)
        throw error(refused, {.verb = protocol::name(name), .number = number, .detail = why_unfit(refused)});
    return held;
}

asio::awaitable<net::lease> ask(std::shared_ptr<net::connection> line, protocol::command what) {
    auto held = submit(line, std::move(what));
    co_await ended(held);
    accept(held);
    co_return held;
}

asio::awaitable<void> ended(const net::lease& held) {
    while (!held->ended) {
        co_await held.line()->wait(*held);
        give_reason(held);
    }
}

void give_reason(const net::lease& held) {
    if (const auto why = held.line()->verdict(*held)) throw as_error(why, held->what);
}

void accept(const net::lease& held) {
    const auto& within = held.line()->limits();
    if (held->answer.result == protocol::sign::err) throw refused_error(*held, within);
    if (held->answer.failure != errc()) throw as_error({held->answer.failure}, held->what);
}

void rethrow_translated(protocol::verb of, message_number number) {
    detail::rethrow(of == protocol::verb::other ? std::string_view() : protocol::name(of), number);
}

}  // namespace popline
