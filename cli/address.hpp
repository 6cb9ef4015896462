// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/server.hpp>
#include <string>
#include <string_view>

namespace tool {

/// How `;AUTH=` asks to log in (RFC 2384).
enum class login_way {
    any,    ///< nothing or `*`
    plain,  ///< `PLAIN`
    apop,   ///< `+APOP`
};

/// Where `pop3s://user;AUTH=way@host:port` points to.
struct address {
    std::string user;
    std::string host;
    std::uint16_t port = 0;  ///< 0: the scheme's own
    popline::security security = popline::security::implicit_tls;
    login_way login = login_way::any;
};

/// Throws `std::invalid_argument`, in words for the person who typed it; these words never contain the URL,
/// which may have a password in it. A character that a URL cannot contain is written as `%` and two
/// hexadecimal digits (RFC 3986). An IPv6 zone follows `%25` (RFC 6874) or, if that is not what it begins
/// with, `%`. A password has no place here: other users see what a command was called with.
address parse_address(std::string_view url);

}  // namespace tool
