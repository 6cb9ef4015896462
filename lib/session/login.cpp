// SPDX-License-Identifier: BSL-1.0
#include "session/login.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/phase_rules.hpp"
#include "sasl/ways_in.hpp"
#include "session/ask.hpp"
#include "session/authenticate.hpp"
#include "values/credentials_parts.hpp"

namespace popline {

namespace asio = boost::asio;
using protocol::shape;
using protocol::verb;

namespace {

using connection_pointer = std::shared_ptr<net::connection>;
using ways = std::vector<std::unique_ptr<sasl::mechanism>>;

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
    std::erase_if(among, [](const auto& one) { return one->shows_secret(); });
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

/// Appends to `tried`, in words for a person, the attempt that begins now.
void note(std::string& tried, const attempt& now) {
    tried.append(tried.empty() ? "tried " : ", ");
    if (now.by.command() == verb::auth) tried.append("AUTH ");
    tried.append(now.by.name());
    if (now.when == sasl::first_response::when_asked) tried.append(" without an initial response");
}

/// The error for a refused login. Its detail is that of `last`, followed by all attempts, the oldest first.
error refusal_after(const error& last, boost::system::error_code code, const std::string& tried) {
    const auto detail = last.detail().empty() ? tried : last.detail() + "; " + tried;
    return error(code, {.verb = last.verb(), .raw_reply = last.raw_reply(), .detail = detail});
}

/// Tries the mechanisms in their order, and decides where the login ends. If the server refuses a mechanism,
/// and not the user, the next mechanism is tried. Before that, the same mechanism is tried once without an
/// initial response, if one was sent with AUTH and no challenge asked for it. The first refusal of the user
/// ends the login, so that one call cannot lock an account.
asio::awaitable<void> try_in_order(connection_pointer connection, const ways& among, const secret& hidden) {
    std::size_t challenges = 0;
    std::string tried;
    std::optional<error> before;
    for (const auto& way : among) {
        auto when = sasl::first_response::with_auth;
        for (bool again = true; again;) {
            attempt now(*way, hidden);
            now.when = when;
            note(tried, now);
            try {
                co_await authenticate(connection, now, challenges);
            } catch (const error& why) {
                const bool hung_up =
                    before && why.code() == errc::closed && now.until == sasl::milestone::named;
                if (!hung_up) throw;
                // the server ended the session after its refusal
                throw refusal_after(*before, errc::no_mechanism,
                                    tried + ", and the server closed the connection");
            }
            if (!now.refused) co_return;
            if (!now.is_about_mechanism()) {
                if (!before) throw *now.refused;
                throw refusal_after(*now.refused, now.refused->code(), tried);
            }
            before = now.refused;
            again = now.was_unasked;
            when = sasl::first_response::when_asked;
        }
    }
    throw refusal_after(*before, errc::no_mechanism, tried);
}

/// Ends the session if the caller cancelled a login that the server then accepted: the session is in an
/// unknown state.
class login_guard {
  public:
    explicit login_guard(connection_pointer connection) noexcept : connection_(std::move(connection)) {}
    login_guard(const login_guard&) = delete;
    login_guard& operator=(const login_guard&) = delete;
    ~login_guard() {
        if (!done && connection_->state().phase() == phase::transaction)
            connection_->fail(net::with_detail({errc::session_closed}, {"a login was cancelled"}));
    }
    bool done = false;

  private:
    connection_pointer connection_;
};

}  // namespace

asio::awaitable<void> ask_capabilities(connection_pointer connection) {
    if (connection->state().capabilities()) co_return;
    auto held = connection->adopt_capabilities();
    if (!held) held = submit(connection, protocol::build(verb::capa, shape::lines));
    co_await ended(held);
}

asio::awaitable<void> log_in(connection_pointer connection, credentials who) {
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
        auto among =
            sasl::ways_in(shown, {announces ? &*known : nullptr, connection->state().stamp(), who.by_apop()});
        insist_on_hiding(*connection, who, among);
        login_guard guard(connection);
        co_await try_in_order(connection, among, sasl::secret_of(shown));
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
