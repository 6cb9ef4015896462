// SPDX-License-Identifier: BSL-1.0
#include "connection.hpp"

#include <popline/printable.hpp>

#include "console.hpp"
#include "password.hpp"

namespace tool {

namespace {

popline::limits limits_of(const arguments& given) {
    popline::limits made;
    if (given.max_size) made.message_bytes = *given.max_size;
    if (given.timeout)
        made.connect_timeout = made.address_timeout = made.handshake_timeout = made.greeting_timeout =
            made.progress_timeout = made.quit_timeout = *given.timeout;
    return made;
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
                    .pipelining(given.pipelining);
    if (given.traces) made = made.trace(print_trace);
    if (given.trusted) made = made.tls(*given.trusted);
    return made;
}

popline::credentials credentials_of(const arguments& given) {
    const auto whose = given.where.user + "@" + given.where.host;
    auto made =
        popline::credentials(given.where.user, find_password(given.password_file, whose)).apop(given.apop);
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
