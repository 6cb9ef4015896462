// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/server.hpp>
#include <string>
#include <string_view>

namespace tool {

/// The parts of `pop3s://user;AUTH=way@host:port`.
struct address {
    std::string user;
    std::string host;
    std::uint16_t port = 0;  ///< 0: the default port of the scheme
    popline::security security = popline::security::implicit_tls;
    std::string
        mechanism;  ///< the only one that `;AUTH=` allows (RFC 2384), as `--auth` takes it; empty: any
};

/// Whether a URL must name a user.
enum class user_part { required, optional };

/// Parses a URL. A character that a URL cannot contain is written as `%` and two hexadecimal digits (RFC
/// 3986). The zone of an IPv6 address follows `%25` (RFC 6874), or a `%` that `25` does not follow. Throws
/// `std::invalid_argument` with a text for the user. The text never contains the URL, which may have a
/// password in it. A password is refused: other users can see the arguments of a command.
address parse_address(std::string_view url, user_part user = user_part::required);

/// `HOST:PORT`. An IPv6 address is in brackets.
std::string with_port(const std::string& host, std::uint16_t port);

}  // namespace tool
