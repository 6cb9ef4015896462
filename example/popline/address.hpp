// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <popline/server.hpp>
#include <string>
#include <string_view>

namespace tool {

/// Where `pop3s://user@host:port` points to.
struct address {
    std::string user;
    std::string host;
    std::uint16_t port = 0;  ///< 0: the scheme's own
    popline::security security = popline::security::implicit_tls;
};

/// Throws `std::invalid_argument`, in words for whoever typed it. What stands for itself in no URL may be
/// written as `%` and two hexadecimal digits (RFC 3986). A password has no place here: others see what a
/// command was called with.
address parse_address(std::string_view url);

}  // namespace tool
