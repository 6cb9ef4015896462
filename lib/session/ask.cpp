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

bool never_connected(const net::connection* connection) noexcept {
    return !connection || connection->state().phase() == phase::disconnected;
}

/// Why a command is not legal now. No command is legal before a connection or after it has failed.
error forbidden(const net::connection* connection, const protocol::command& what) {
    if (never_connected(connection)) return as_error({errc::not_connected}, what);
    if (connection->failed()) return as_error(connection->failed(), what);
    return as_error({errc::wrong_phase, {}, protocol::why_not(what.name, connection->state().phase())}, what);
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
    const auto code = refusal_code(step, one.what.number, one.reply.words);
    auto known = about(one.what, step, one.reply.words, within);
    if (one.reply.words.size() > within.quoted_reply_bytes) known.detail = "the server's words are cut";
    return error(code, known);
}

error malformed_error(const net::exchange& one, const limits& within) {
    return error(errc::malformed_reply, about(one.what, one.what.name, one.reply.words, within));
}

void insist_on_connection(const net::connection* connection, std::string_view verb) {
    if (never_connected(connection)) throw error(errc::not_connected, {.verb = verb});
}

net::lease submit(const std::shared_ptr<net::connection>& connection, protocol::command&& what) {
    if (!connection || !protocol::permitted(what.name, connection->state().phase()))
        throw forbidden(connection.get(), what);
    const auto name = what.name;
    const auto number = what.number;
    boost::system::error_code refused;
    auto held = connection->submit(std::move(what), refused);
    if (refused)
        throw error(refused, {.verb = protocol::name(name), .number = number, .detail = why_unfit(refused)});
    return held;
}

asio::awaitable<net::lease> ask(std::shared_ptr<net::connection> connection, protocol::command what) {
    auto held = submit(connection, std::move(what));
    co_await ended(held);
    accept(held);
    co_return held;
}

asio::awaitable<net::failure> came(const net::lease& held, reply_part part) {
    auto& one = *held;
    while (!(part == reply_part::whole ? one.ended : one.has_status)) {
        co_await held.connection()->wait(one);
        auto why = held.connection()->verdict(one);
        if (why) co_return why;
    }
    co_return net::failure{};
}

asio::awaitable<void> ended(const net::lease& held) {
    const auto why = co_await came(held);
    if (why) throw as_error(why, held->what);
}

void accept(const net::lease& held) {
    const auto& within = held.connection()->limits();
    if (held->reply.result == protocol::sign::err) throw refused_error(*held, within);
    if (held->reply.failure != errc()) throw as_error({held->reply.failure}, held->what);
}

void rethrow_translated(protocol::verb of, message_number number) {
    detail::rethrow(of == protocol::verb::other ? std::string_view() : protocol::name(of), number);
}

}  // namespace popline
