// SPDX-License-Identifier: BSL-1.0
#include "session/login.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/phase_rules.hpp"
#include "sasl/credentials_parts.hpp"
#include "sasl/ways_in.hpp"
#include "session/ask.hpp"
#include "session/login_guard.hpp"
#include "session/trial.hpp"

namespace popline {

namespace asio = boost::asio;
using protocol::shape;
using protocol::verb;

namespace {

using connection_pointer = std::shared_ptr<net::connection>;
using ways = std::vector<sasl::way>;

/// Without TLS, allows a login only if `security::cleartext` was chosen. Asks the stream itself whether it
/// is TLS, so no flag can be wrong.
void insist_on_tls(const net::connection& connection) {
    if (!connection.is_tls() && connection.security() != security::cleartext)
        throw error(errc::cleartext_refused);
}

/// RFC 8314: without TLS, a mechanism that shows the password is used only if the credentials allow that
/// explicitly.
void insist_on_hiding(const net::connection& connection, const credentials& who, ways& among) {
    if (connection.is_tls() || who.may_be_sent_in_clear()) return;
    std::erase_if(among, [](const auto& one) { return one.by->shows_secret(); });
    if (among.empty()) throw error(errc::cleartext_refused);
}

/// Returns the proof in the credentials, or throws if it is not usable. The proof lives as long as the
/// credentials.
const detail::proof& fit_proof(const credentials& who) {
    const auto* const shown = detail::credentials_access::proof_of(who);
    const auto wrong = shown ? sasl::why_unfit(*shown) : std::string_view("the user name is empty");
    if (!wrong.empty()) throw error(errc::invalid_argument, {.detail = wrong});
    return *shown;
}

/// The ways to log in that this connection allows. At least one.
ways allowed_ways(const net::connection& connection, const credentials& who, const detail::proof& shown) {
    const auto& known = connection.state().capabilities();
    const auto& bounds = connection.limits();
    sasl::offers offers;
    if (known && !known->text().empty()) offers.announced = &*known;
    offers.stamp = connection.state().stamp();
    offers.only = who.only_by();
    offers.is_tls = connection.is_tls();
    offers.bindings = connection.bindings();
    offers.iterations = {bounds.smallest_iteration_count, bounds.largest_iteration_count};
    auto among = sasl::ways_in(shown, offers);
    if (among.empty())
        throw error(
            errc::no_mechanism,
            {.verb = "login", .detail = "the credentials cannot be used by " + std::string(who.only_by())});
    insist_on_hiding(connection, who, among);
    if (who.respond_first())
        for (auto& one : among)
            one.when = *who.respond_first();
    return among;
}

}  // namespace

asio::awaitable<void> ask_capabilities(connection_pointer connection) {
    if (connection->state().capabilities()) co_return;
    auto held = connection->adopt_capabilities();
    if (!held) held = submit(connection, protocol::build(verb::capa, shape::lines));
    co_await ended(held);
}

asio::awaitable<void> log_in(connection_pointer connection, credentials who, eager_listing* ahead) {
    try {
        if constexpr (insists_on_executor)
            insist_on_executor(co_await asio::this_coro::executor, connection.get());
        insist_on_connection(connection.get());
        if (connection->failed()) throw as_error(connection->failed(), protocol::command());
        if (!protocol::permitted(verb::auth, connection->state().phase()))
            throw error(
                errc::wrong_phase,
                {.verb = "login", .detail = protocol::why_not(verb::auth, connection->state().phase())});
        insist_on_tls(*connection);
        const auto& shown = fit_proof(who);

        co_await ask_capabilities(connection);
        const auto& known = connection->state().capabilities();
        const bool announces = known && !known->text().empty();
        const auto among = allowed_ways(*connection, who, shown);
        login_guard guard(connection);
        trial over(connection, who, ahead);
        co_await over.run(among);
        guard.done = true;

        // a server that does not know CAPA is not asked again
        if (!announces) co_return;
        connection->forget_capabilities();
        auto again = protocol::build(verb::capa, shape::lines);
        again.leaves = protocol::urgency::rides;
        connection->submit_detached(std::move(again));
    } catch (...) {
        rethrow_translated();
    }
}

}  // namespace popline
