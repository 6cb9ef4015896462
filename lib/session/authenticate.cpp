// SPDX-License-Identifier: BSL-1.0
#include "session/authenticate.hpp"

#include <exception>
#include <string>
#include <utility>

#include "protocol/command.hpp"
#include "sasl/auth_line.hpp"
#include "sasl/base64.hpp"
#include "sasl/conceal.hpp"
#include "session/ask.hpp"
#include "session/eager_listing.hpp"
#include "values/wipe.hpp"

namespace popline {

namespace asio = boost::asio;
using protocol::sign;
using protocol::verb;
using sasl::milestone;

namespace {

using connection_pointer = std::shared_ptr<net::connection>;

/// Waits for the next status line of the exchange, which is the reply to `step`.
asio::awaitable<void> next_status(const net::lease& held, verb step) {
    const auto why = co_await came(held, reply_part::status);
    if (why) throw as_error(why, step);
}

/// Ends the session, because the server broke the rules of the login: it sent a challenge to a command that
/// allows none, or it accepted a login that `insist_on_complete` rejects.
[[noreturn]] void break_off(const net::lease& held, verb step, std::string_view why = {}) {
    net::failure failed{errc::malformed_status,
                        held->reply.words.substr(0, held.connection()->limits().quoted_reply_bytes)};
    failed.detail = why;
    held.connection()->fail(std::move(failed));
    throw as_error(held.connection()->failed(), step);
}

/// Call this after the server has accepted the login. Ends the session if the exchange is not complete, or
/// if the client has cancelled it.
void insist_on_complete(const net::lease& held, const attempt& now) {
    if (now.until == milestone::taken_back)
        break_off(held, now.step, "the server accepted a login that was taken back");
    if (now.by.is_complete() && now.until == milestone::responded) return;
    break_off(held, now.step,
              now.by.verifies_server() ? "the server accepted a login without proving itself"
                                       : "the server accepted a login that was not complete");
}

/// Ends the exchange after its last status line.
asio::awaitable<void> conclude(const net::lease& held) {
    held.connection()->finish(*held);
    co_await ended(held);
}

void count_challenge(const net::lease& held, std::size_t& challenges) {
    if (challenges++ < held.connection()->limits().round_count) return;
    held.connection()->fail({errc::too_many_rounds});
    throw as_error(held.connection()->failed(), held->what);
}

secret encoded(const std::optional<secret>& response) {
    return response ? sasl::base64(response->reveal()) : secret();
}

/// Awaits the mechanism's response. Text that is no base64 counts as an empty challenge: some servers greet
/// the exchange with words. If the mechanism throws, there is no response, and `fault` is the exception.
asio::awaitable<std::optional<secret>> response_to(mechanism& by, std::string words,
                                                   std::exception_ptr& fault) {
    auto challenge = sasl::from_base64(words).value_or("");
    values::wipe(words);
    std::optional<secret> made;
    try {
        made = co_await by.respond(challenge);
    } catch (...) {
        fault = std::current_exception();
    }
    values::wipe(challenge);
    co_return made;
}

/// Ends the session after a challenge to an AUTH with which LIST was sent: the server reads LIST as the
/// response. A challenge with data may be the reason of a refusal (RFC 7628 section 3.2.2), which says
/// nothing about what the server does with commands that follow AUTH.
asio::awaitable<void> break_off_eager(const net::lease& held, attempt& now, secret said) {
    auto& words = held->reply.words;
    auto& facts = held.connection()->login;
    facts.is_explained = !sasl::from_base64(words).value_or("").empty();
    if (!facts.is_explained) facts.takes_eager = finding::no;
    std::exception_ptr ignored;
    static_cast<void>(co_await response_to(now.by, words, ignored));
    auto why = now.by.remark();
    sasl::conceal(why, now.by.hidden(), said);
    sasl::conceal(words, now.by.hidden(), said);
    const std::string_view fault = "the server wants more than the line of AUTH, and LIST was sent after it";
    why = why.empty() ? std::string(fault) : std::string(fault) + ": " + why;
    break_off(held, verb::auth, why);
}

/// Call this after a refusal. The next command must not be answered by the replies to what was sent with
/// AUTH. If these do not come, the session has ended, and the refusal still says why the login failed.
asio::awaitable<void> discard_listing(connection_pointer connection, eager_listing& ahead) {
    const auto why = co_await ahead.discard(*connection);
    if (why.code != condition::cancelled) co_return;
    connection->fail(net::with_detail({errc::session_closed}, {"a login was cancelled"}));
    throw as_error(why, verb::auth);
}

asio::awaitable<void> authenticate_by_auth(connection_pointer connection, attempt& now,
                                           std::size_t& challenges) {
    const auto first = co_await now.by.initial_response();
    auto begin = sasl::build_auth(now.by.name(), first, now.when, connection->limits().command_bytes);
    now.until = begin.has_response ? milestone::responded : milestone::named;
    now.was_unasked = begin.has_response;
    auto said = encoded(first);
    bool is_first = true;
    const bool is_eager =
        now.ahead && begin.has_response && now.by.is_complete() && now.ahead->may_be_sent(*connection);
    if (is_eager) begin.what.alone = protocol::barrier::leads;
    const auto held = submit(connection, std::move(begin.what));
    if (is_eager) now.ahead->send(*connection);
    for (;;) {
        co_await next_status(held, verb::auth);
        auto& words = held->reply.words;
        if (held->reply.result != sign::more) break;
        if (is_eager) co_await break_off_eager(held, now, said);
        count_challenge(held, challenges);
        // An empty challenge after AUTH asks for the first response, even if the response was sent with AUTH
        // and the server ignored it.
        const bool asks_for_first = first && is_first && (!begin.has_response || words.empty());
        is_first = false;
        std::optional<secret> next;
        if (asks_for_first) {
            next = first;
            now.was_unasked = false;
        } else if (now.until != milestone::taken_back) {
            next = co_await response_to(now.by, words, now.fault);
        }
        values::wipe(words);
        now.until = next ? milestone::responded : milestone::taken_back;
        if (next) said = encoded(next);
        connection->respond(*held, protocol::build_secret_line(next ? said.reveal() : "*"));
    }
    sasl::conceal(held->reply.words, now.by.hidden(), said);
    if (held->reply.result == sign::ok) insist_on_complete(held, now);
    co_await conclude(held);
    if (held->reply.result != sign::ok) now.refused = refused_error(*held, connection->limits());
    if (is_eager && now.refused) co_await discard_listing(connection, *now.ahead);
}

/// What no error of a login command may repeat besides the password: the digest of APOP. Empty for other
/// commands.
secret digest_in(const secret& response, verb of) {
    if (of != verb::apop) return {};
    const auto text = response.reveal();
    return text.substr(text.rfind(' ') + 1);
}

/// Logs in by commands of RFC 1939 section 7. USER and PASS share a round trip only under TLS and if
/// PIPELINING was announced. In all other cases PASS waits for the reply to USER, so that a server that
/// refuses USER does not see the password.
asio::awaitable<void> authenticate_by_commands(connection_pointer connection, attempt& now) {
    const auto first = co_await now.by.initial_response();
    const auto step = now.step;
    auto what = protocol::build_secret(step, first->reveal());
    std::optional<protocol::command> second;
    const auto more = co_await now.by.respond({});
    if (more) {
        now.step = verb::pass;
        second = protocol::build_secret(verb::pass, more->reveal());
        if (const auto wrong = fault(*second, connection->limits()))
            throw error(wrong, {.verb = protocol::name(verb::pass)});
    }
    const bool together = second && connection->is_tls() && connection->window_commands() > 1;
    if (together) what.follow(std::move(*second));
    const auto said = digest_in(*first, step);

    const auto held = submit(connection, std::move(what));
    if (!second || together) now.until = milestone::responded;
    co_await next_status(held, step);
    sasl::conceal(held->reply.words, now.by.hidden(), said);
    if (held->reply.result == sign::more) break_off(held, step);
    if (held->reply.result != sign::ok) now.refused = refused_error(*held, connection->limits());
    if (second && (!now.refused || together)) {
        now.until = milestone::responded;
        together ? connection->expect_status(*held) : connection->respond(*held, std::move(second->text));
        co_await next_status(held, verb::pass);
        sasl::conceal(held->reply.words, now.by.hidden(), said);
        if (held->reply.result == sign::more) break_off(held, verb::pass);
        if (!now.refused && held->reply.result != sign::ok)
            now.refused = refused_error(*held, connection->limits(), verb::pass);
    }
    if (held->reply.result == sign::ok) insist_on_complete(held, now);
    co_await conclude(held);
}

}  // namespace

bool attempt::is_about_mechanism() const noexcept {
    if (!refused) return false;
    // A server that accepted USER knows the command PASS.
    if (refused->verb() == protocol::name(verb::pass)) return false;
    return sasl::is_about_mechanism(refused->raw_reply(), step == verb::auth ? until : milestone::responded);
}

asio::awaitable<void> authenticate(connection_pointer connection, attempt& now, std::size_t& challenges) {
    if (now.step == verb::auth) return authenticate_by_auth(std::move(connection), now, challenges);
    return authenticate_by_commands(std::move(connection), now);
}

}  // namespace popline
