// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/server.hpp>
#include <string>

namespace tool {

/// How the command line says that the server is reached.
struct route_choice {
    std::string proxy;   ///< a URL; empty: that of the variable POPLINE_PROXY, if it is set
    std::string source;  ///< a local address; empty: the system's choice
    bool is_ipv4 = false;
    bool is_ipv6 = false;
    std::string expected_name;  ///< in the certificate; empty: the host
    bool offers_no_alpn = false;
};

/// The server, reached like this.
/// Throws `std::invalid_argument` with a text for the user.
popline::server by_route(popline::server to, const route_choice& how);

}  // namespace tool
