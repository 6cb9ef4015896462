// SPDX-License-Identifier: BSL-1.0
#include "examination.hpp"

#include <algorithm>
#include <popline/error.hpp>
#include <utility>

#include "connection.hpp"

namespace tool {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;

namespace {

constexpr int samples = 5;  // of the time per round trip

std::string route_to(const popline::server& where) {
    std::string made = "directly";
    if (const auto* const via = where.proxy()) {
        const bool is_socks = via->protocol() == popline::proxy::kind::socks5;
        made = std::string("by way of the ") + (is_socks ? "SOCKS5" : "HTTP") + " proxy "
               + with_port(via->host(), via->port());
    }
    if (where.source()) made += ", from " + where.source()->to_string();
    if (where.family() == popline::address_family::ipv4) made += ", by IPv4 only";
    if (where.family() == popline::address_family::ipv6) made += ", by IPv6 only";
    return made;
}

/// The mechanism that a line begins a login by; empty if it begins none.
std::string mechanism_in(const popline::trace_event& event) {
    constexpr std::string_view head = "AUTH ";
    if (event.verb == "USER" || event.verb == "APOP") return std::string(event.verb);
    if (event.verb != "AUTH" || !event.line.starts_with(head)) return {};
    const auto name = event.line.substr(head.size());
    return std::string(name.substr(0, name.find(' ')));
}

}  // namespace

examination::examination(asio::io_context& context, const arguments& given, diagnosis& into)
    : context_(context), given_(given), found_(into) {
    const auto where = server_of(given);
    found_.server = with_port(where.host(), where.port());
    found_.route = route_to(where);
    found_.security = where.security();
}

asio::awaitable<void> examination::run(std::optional<popline::credentials> who) {
    try {
        co_await examine(std::move(who));
    } catch (...) {
        found_.failure = std::current_exception();
    }
    const auto code = popline::code_of(found_.failure);
    if (code == popline::errc::certificate_rejected && !is_stopped_) co_await look_at_certificate();
    if (session_ && session_->is_open() && !is_stopped_) co_await leave();
}

void examination::close() {
    is_stopped_ = true;
    if (session_) session_->close();
    if (is_logging_in_) login_.emit(asio::cancellation_type::terminal);  // it may wait for a token
}

asio::awaitable<void> examination::examine(std::optional<popline::credentials> who) {
    if (found_.security == popline::security::stls) co_await look_in_clear();
    co_await connect();
    if (who) {
        co_await log_in(std::move(*who));
        co_await list();
    }
    co_await measure();
    found_.step = "the end of the session";
    co_await session_->quit();
}

/// What everyone on the way can see and change. Sends neither a user nor a password.
asio::awaitable<void> examination::look_in_clear() {
    found_.step = "the connection without TLS";
    auto& session = begin_session();
    const auto where = server_of(given_).security(popline::security::cleartext);
    co_await session.connect(where);
    found_.greeting = session.greeting();
    found_.in_clear = co_await session.capabilities();
    co_await session.quit();
}

asio::awaitable<void> examination::connect() {
    found_.step = "the connection";
    auto& session = begin_session();
    const connection_watch sockets;
    const auto where = target();
    co_await session.connect(where);
    found_.ends = sockets.find();
    found_.greeting = session.greeting();
    found_.tls = session.tls_facts();
    found_.chain = read_certificates(found_.tls.chain);
    found_.step = "the capabilities";
    found_.before_login = co_await session.capabilities();
    const auto channel = found_.tls.version.empty() ? protected_by::nothing : protected_by::tls;
    found_.expected_mechanism = expected_mechanism(given_.login, found_.before_login->mechanisms(), channel);
}

asio::awaitable<void> examination::log_in(popline::credentials who) {
    found_.step = "the login";
    is_logging_in_ = true;
    co_await session_->login(std::move(who));
    is_logging_in_ = false;
    found_.is_logged_in = true;
    found_.step = "the capabilities after the login";
    found_.after_login = co_await session_->capabilities();
}

asio::awaitable<void> examination::list() {
    found_.step = "the listing";
    maildrop_facts made;
    made.counted = co_await session_->stat();
    const auto inbox = co_await session_->mails();
    made.listed = inbox.size();
    made.has_unique_ids = std::ranges::any_of(inbox, &popline::mail::has_unique_id);
    made.remarks = session_->remarks();
    found_.maildrop = std::move(made);
}

/// By NOOP, which is legal after the login only. Before the login by CAPA, if the server knows it.
asio::awaitable<void> examination::measure() {
    found_.step = "the time per round trip";
    const bool has_none = !found_.is_logged_in && found_.before_login->text().empty();
    if (has_none) co_return;
    const std::string command = found_.is_logged_in ? "NOOP" : "CAPA";
    const auto shape =
        found_.is_logged_in ? popline::reply_shape::single_line : popline::reply_shape::multi_line;
    std::vector<std::chrono::microseconds> times;
    for (int at = 0; at < samples; ++at) {
        const auto began = clock::now();
        try {
            co_await session_->command(command, shape);
        } catch (const popline::error& failure) {
            if (!session_->is_open()) throw;  // a refusal takes a round trip, too
        }
        times.push_back(std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - began));
    }
    std::ranges::sort(times);
    found_.timed_command = command;
    found_.times = std::move(times);
}

/// A session without a login, so no secret is sent to a server that is not proved.
asio::awaitable<void> examination::look_at_certificate() {
    auto& session = begin_session();
    const auto unchecked =
        server_of(given_).certificate(popline::certificate_check::switched_off_without_any_protection);
    try {
        co_await session.connect(unchecked);
    } catch (const std::exception&) {
        co_return;  // the diagnosis has the first failure
    }
    found_.is_chain_refused = true;
    found_.tls = session.tls_facts();
    found_.chain = read_certificates(found_.tls.chain);
}

asio::awaitable<void> examination::leave() noexcept {
    try {
        co_await session_->quit();
    } catch (const std::exception&) {  // the diagnosis has what failed before
    }
}

popline::server examination::target() {
    const auto where = server_of(given_);
    auto listener = [this, next = where.trace()](const popline::trace_event& event) {
        note(event);
        if (next) next(event);
    };
    return where.trace(listener);
}

void examination::note(const popline::trace_event& event) {
    if (event.what == popline::trace_event::kind::sent) {
        const auto mechanism = mechanism_in(event);
        if (!mechanism.empty()) found_.attempts.push_back({mechanism});
    }
    if (event.what == popline::trace_event::kind::ended && event.refused && !found_.attempts.empty()
        && !found_.is_logged_in)
        found_.attempts.back().was_refused = true;
}

popline::session& examination::begin_session() {
    session_ = std::make_unique<popline::session>(context_);
    return *session_;
}

}  // namespace tool
