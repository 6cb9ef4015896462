// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/export.hpp>
#include <popline/security.hpp>
#include <string>
#include <string_view>

namespace popline {

/// The parts of a URL of a maildrop (RFC 2384), such as `pop3s://user;AUTH=*@pop.example.com:995/`.
struct pop_url {
    std::string user;  ///< empty if the URL names none
    /// A name, or an address as `server` takes it: without brackets, with its zone after a `%`.
    std::string host;
    std::uint16_t port = 0;  ///< 0: the usual port, as `server::port` takes it
    popline::security security = popline::security::implicit_tls;
    /// The way to log in that `;AUTH=` names: a SASL mechanism in capitals, or `+APOP`. Empty if the URL
    /// names none, or `*`.
    std::string auth;

    friend bool operator==(const pop_url&, const pop_url&) = default;
};

/// Parses a URL of a maildrop. The scheme, in letters of any case, is `pop3s` or `pops` for TLS from the
/// start, and `pop3` or `pop` for STLS. No URL asks for a connection without TLS. The URL may end in a `/`.
/// In each part, `%` and two hexadecimal digits are a byte (RFC 3986). An IPv6 address is in brackets; its
/// zone follows `%25` (RFC 6874), or a `%` that `25` does not follow. The function looks up no name.
///
/// Throws errc::invalid_argument, with the reason in `error::detail`, if the text is no such URL. A password
/// is refused, because logs and lists of processes show URLs. The error never contains a part of the URL.
POPLINE_EXPORT pop_url parse_pop_url(std::string_view text);

}  // namespace popline
