// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/export.hpp>
#include <popline/server.hpp>
#include <string>
#include <vector>

namespace popline {

/// Where a host is that DNS names as a server of a domain.
enum class host_place {
    in_domain,  ///< it is the domain itself, or a name below it
    elsewhere,  ///< whoever forges an answer of DNS can name any host here
};

/// A server that DNS names for a domain.
struct discovered_server {
    /// Its host, port and protection: TLS from the start, or STLS. If the host is `elsewhere`, its
    /// certificate must contain the name of the domain (`server::expect_name`). Ask the user whether the host
    /// is right, before you accept a certificate for the host itself by `server.expect_name(server.host())`.
    popline::server server;
    host_place place = host_place::elsewhere;
};

/// What DNS says about the POP3 servers of a domain.
struct discovery {
    std::vector<discovered_server> servers;  ///< in the order in which to try them
    /// Whether DNS says that the domain offers no POP3. If it is false and there are no servers, DNS says
    /// nothing: try a usual name, such as `pop.example.com`, or ask the user.
    bool is_declined = false;
};

/// Asks DNS for the POP3 servers of a domain: the part of an address of mail after the `@`. Servers with TLS
/// from the start (`_pop3s._tcp`) come before those with STLS (`_pop3._tcp`), and in each group those that
/// the domain prefers. Servers of one priority are in an order that is drawn anew at each call.
///
///     const auto found = co_await popline::discover("example.com");
///
/// Requires: the executor runs in one thread, or is a strand.
/// Completes when both answers are there.
/// Throws errc::invalid_argument if the domain is no name of a domain; a domain that is not ASCII is given in
/// the form with `xn--`. Throws errc::resolve_failed if DNS gives no answer, or a malformed one, and
/// errc::timed_out after 30 seconds; `within` sets a shorter time.
/// Cancellation of any kind gives up both questions.
/// RFC 6186, RFC 8314 section 5.1, RFC 2782.
[[nodiscard]] POPLINE_EXPORT boost::asio::awaitable<discovery> discover(std::string domain);

}  // namespace popline
