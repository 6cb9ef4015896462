// SPDX-License-Identifier: BSL-1.0
#include "session/login.hpp"

#include <optional>

#include "protocol/phase_rules.hpp"
#include "sasl/apop.hpp"
#include "sasl/conceal.hpp"
#include "sasl/plain.hpp"
#include "session/ask.hpp"
#include "values/wipe.hpp"

namespace popline {

namespace asio = boost::asio;
using protocol::shape;
using protocol::sign;
using protocol::verb;

namespace {

using line_pointer = std::shared_ptr<net::connection>;

/// RFC 8314: whoever sends a password without TLS has asked for both by name; APOP sends none. The stream is
/// asked, not a flag.
void insist_on_tls(const line_pointer& line, const credentials& who) {
    const bool asked_for = line->security() == security::cleartext;
    if (line->is_tls() || (asked_for && (who.may_be_sent_in_clear() || who.by_apop()))) return;
    throw error(errc::cleartext_refused);
}

void insist_on_clean(const credentials& who) {
    if (who.user().empty()) throw error(errc::invalid_argument, {.detail = "the user name is empty"});
    if (protocol::fault(who.user()))
        throw error(errc::invalid_argument, {.detail = "the user name holds CR, LF or NUL"});
    if (protocol::fault(who.password().reveal()))
        throw error(errc::invalid_argument, {.detail = "the password holds CR, LF or NUL"});
}

/// Waits for the next status line of a dialogue, which answers this step of it; its words are kept without
/// what is secret.
asio::awaitable<void> next_status(const net::lease& held, verb step, const secret& password,
                                  const secret& response) {
    auto& one = *held;
    while (!one.has_status) {
        co_await held.line()->wait(one);
        if (const auto why = held.line()->verdict(one)) throw as_error(why, step);
    }
    sasl::conceal(one.answer.words, password, response);
}

/// A challenge where none can be, or a yes to a login that was taken back: the server speaks another
/// protocol.
[[noreturn]] void break_off(const net::lease& held, verb step) {
    held.line()->fail(
        {errc::malformed_status, held->answer.words.substr(0, held.line()->limits().words_kept)});
    throw as_error(held.line()->failed(), step);
}

/// Ends a dialogue with the status line that came last.
asio::awaitable<void> conclude(const net::lease& held) {
    held.line()->finish(*held);
    co_await ended(held);
    accept(held);
}

/// RFC 4616, in the AUTH line where that is short enough, else behind the challenge (RFC 5034 section 4).
asio::awaitable<void> authenticate_plain(line_pointer line, credentials who) {
    const auto response = sasl::plain(who.user(), who.password());
    constexpr std::string_view mechanism = "PLAIN";
    constexpr auto others = std::string_view("AUTH PLAIN \r\n").size();
    const bool fits = others + response.reveal().size() <= line->limits().command;
    std::string arguments;
    arguments.reserve(mechanism.size() + 1 + response.reveal().size());
    arguments.append(mechanism);
    if (fits) arguments.append(" ").append(response.reveal());
    auto what = protocol::build_secret(verb::auth, arguments);
    values::wipe(arguments);
    const auto held = submit(line, std::move(what));
    bool sent = fits;
    bool taken_back = false;
    for (std::size_t round = 0;; ++round) {
        co_await next_status(held, verb::auth, who.password(), response);
        if (held->answer.result != sign::more) break;
        if (round == line->limits().rounds) {
            line->fail({errc::too_many_rounds});
            throw as_error(line->failed(), held->what);
        }
        // The second challenge is one that PLAIN does not have: take the exchange back.
        taken_back = sent;
        line->answer(*held, protocol::build_secret_line(sent ? "*" : response.reveal()));
        sent = true;
    }
    if (taken_back && held->answer.result == sign::ok) break_off(held, verb::auth);
    co_await conclude(held);
}

/// RFC 1939 section 7. Both lines share a flight only under TLS and where PIPELINING was announced: else a
/// server that takes no USER would be shown the password all the same.
asio::awaitable<void> authenticate_user(line_pointer line, credentials who) {
    auto pass = protocol::build_secret(verb::pass, who.password().reveal());
    if (const auto wrong = fault(pass, line->limits())) throw error(wrong, {.verb = "PASS"});
    auto what = protocol::build_secret(verb::user, who.user());
    const bool together = line->is_tls() && line->window_commands() > 1;
    if (together) what.follow(std::move(pass));

    const auto held = submit(line, std::move(what));
    co_await next_status(held, verb::user, who.password(), secret());
    if (held->answer.result == sign::more) break_off(held, verb::user);
    std::optional<error> refused;
    if (held->answer.result != sign::ok) refused = refused_error(*held, line->limits());
    if (!refused || together) {
        together ? line->expect_status(*held) : line->answer(*held, std::move(pass.text));
        co_await next_status(held, verb::pass, who.password(), secret());
        if (held->answer.result == sign::more) break_off(held, verb::pass);
        if (!refused && held->answer.result != sign::ok)
            refused = refused_error(*held, line->limits(), verb::pass);
    }
    line->finish(*held);
    co_await ended(held);
    if (refused) throw *refused;
}

asio::awaitable<void> authenticate_apop(line_pointer line, credentials who) {
    if (line->state().stamp().empty())
        throw error(errc::no_mechanism, {.verb = "APOP", .detail = "the greeting has no timestamp for APOP"});
    std::string arguments;
    const auto digest = sasl::apop(line->state().stamp(), who.password());
    arguments.reserve(who.user().size() + 1 + digest.reveal().size());
    arguments.append(who.user()).append(" ").append(digest.reveal());
    auto what = protocol::build_secret(verb::apop, arguments);
    values::wipe(arguments);
    const auto held = submit(line, std::move(what));
    co_await next_status(held, verb::apop, who.password(), digest);
    if (held->answer.result == sign::more) break_off(held, verb::apop);
    co_await conclude(held);
}

/// The server's yes to a login that its caller has given up meanwhile: nobody knows that the session is
/// logged in, so it ends, as with any other barrier.
class login_guard {
  public:
    explicit login_guard(line_pointer line) noexcept : line_(std::move(line)) {}
    login_guard(const login_guard&) = delete;
    login_guard& operator=(const login_guard&) = delete;
    ~login_guard() {
        if (!done && line_->state().phase() == phase::transaction)
            line_->fail(net::with_detail({errc::session_closed}, {"a login was cancelled"}));
    }
    bool done = false;

  private:
    line_pointer line_;
};

}  // namespace

asio::awaitable<void> ask_capabilities(line_pointer line) {
    if (line->state().capabilities()) co_return;
    auto held = line->adopt_capabilities();
    if (!held) held = submit(line, protocol::build(verb::capa, shape::lines));
    co_await ended(held);
}

asio::awaitable<void> log_in(line_pointer line, credentials who) {
    try {
        if constexpr (insists_on_executor) insist_on_executor(co_await asio::this_coro::executor, line.get());
        insist_on_connection(line.get());
        if (line->failed()) throw as_error(line->failed(), protocol::command());
        if (!protocol::permitted(verb::auth, line->state().phase()))
            throw error(errc::wrong_phase,
                        {.verb = "login", .detail = protocol::why_not(verb::auth, line->state().phase())});
        insist_on_tls(line, who);
        insist_on_clean(who);

        co_await ask_capabilities(line);
        const auto& known = line->state().capabilities();
        const bool announces = known && !known->text().empty();
        login_guard guard(line);
        if (who.by_apop())
            co_await authenticate_apop(line, std::move(who));
        else if (announces && known->has_mechanism("PLAIN"))
            co_await authenticate_plain(line, std::move(who));
        else
            co_await authenticate_user(line, std::move(who));
        guard.done = true;

        // A server that knows no CAPA is not asked again.
        if (!announces) co_return;
        line->forget_capabilities();
        auto again = protocol::build(verb::capa, shape::lines);
        again.leaves = protocol::urgency::rides;
        line->submit_detached(std::move(again));
    } catch (...) {
        rethrow_translated();
    }
}

}  // namespace popline
