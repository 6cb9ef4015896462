// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <popline/server.hpp>
#include <string>

namespace popline::net {

/// Where a connection over TCP leads, and from where it comes. This is what `opener::connect` reaches: the
/// server itself, or what stands in front of it. TLS has nothing to do with it: a certificate is about the
/// server.
struct destination {
    std::string host;  ///< a name or an address
    std::uint16_t port;
    address_family family = address_family::any;          ///< the addresses of other families are left out
    std::optional<boost::asio::ip::address> source = {};  ///< the own address; none: the system chooses it

    static destination of(const server& target) {
        return {target.host(), target.port(), target.family(), target.source()};
    }
};

}  // namespace popline::net
