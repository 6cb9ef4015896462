// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <popline/server.hpp>
#include <string>

namespace popline::net {

/// The remote end of a TCP connection, and the own address that it comes from. `opener::connect` connects to
/// it. It may be the server, or a proxy on the way to it. It has no TLS settings, because a certificate is
/// about the server.
struct destination {
    std::string host;  ///< a name or an address
    std::uint16_t port;
    address_family family = address_family::any;  ///< the addresses of other families are left out
    /// the own address; if empty, the system chooses it
    std::optional<boost::asio::ip::address> source = {};

    /// The server, or its proxy if it has one.
    static destination of(const server& target) {
        if (const auto* const via = target.proxy())
            return {via->host(), via->port(), target.family(), target.source()};
        return {target.host(), target.port(), target.family(), target.source()};
    }
};

}  // namespace popline::net
