// SPDX-License-Identifier: BSL-1.0
#include "connection.hpp"

#include <chrono>
#include <popline/printable.hpp>

#include "console.hpp"
#include "netrc_file.hpp"
#include "password.hpp"
#include "token_command.hpp"

namespace tool {

namespace {

popline::limits limits_of(const arguments& given) {
    popline::limits made;
    if (given.max_size) made.message_bytes = *given.max_size;
    if (given.timeout)
        made.connect_timeout = made.address_timeout = made.proxy_timeout = made.handshake_timeout =
            made.greeting_timeout = made.progress_timeout = made.quit_timeout = *given.timeout;
    return made;
}

/// The command may ask the user. Most servers do not wait much longer for a login.
constexpr std::chrono::milliseconds longest_token_command = std::chrono::minutes(2);

popline::credentials proof_of(const arguments& given) {
    const auto& user = given.where.user;
    const auto& how = given.login;
    if (how.mechanism == "EXTERNAL") return popline::credentials::external(user);
    if (how.mechanism == "ANONYMOUS") return popline::credentials::anonymous(user);
    if (how.from.what == secret_source::kind::token_command)
        return popline::credentials::oauth(
            user, tokens_of_command(how.from.place, given.timeout.value_or(longest_token_command)));
    if (how.from.what == secret_source::kind::netrc)
        return {user, login_in_netrc(how.from.place, given.where.host, user).password};
    return {user, find_password(how.from, user + "@" + given.where.host)};
}

void print_trace(const popline::trace_event& event) {
    if (event.what == popline::trace_event::kind::sent) complain("> " + popline::printable(event.line));
    if (event.what == popline::trace_event::kind::received) complain("< " + popline::printable(event.line));
}

}  // namespace

popline::server server_of(const arguments& given) {
    auto made = popline::server(given.where.host)
                    .port(given.where.port)
                    .security(given.where.security)
                    .limits(limits_of(given))
                    .pipelining(given.pipelining)
                    .eager(given.eager);
    if (given.traces) made = made.trace(print_trace);
    if (given.trusted) made = made.tls(*given.trusted);
    return by_route(made, given.route);
}

popline::credentials credentials_of(const arguments& given) {
    auto made = proof_of(given);
    if (!given.login.mechanism.empty()) made = made.only_by(given.login.mechanism);
    return given.cleartext ? made.send_in_clear() : made;
}

std::string account_name(const address& of) {
    const auto usual = of.security == popline::security::implicit_tls ? 995 : 110;
    const bool is_usual = of.port == 0 || of.port == usual;
    return of.user + "@" + of.host + (is_usual ? "" : ":" + std::to_string(of.port));
}

popline::account account_of(const arguments& given) {
    return {account_name(given.where), server_of(given), credentials_of(given)};
}

}  // namespace tool
