// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstring>
#include <vector>

namespace popline::net {

/// The addresses of a list of `addrinfo`, or of the nodes that c-ares makes like it, in their order.
template <class Node>
std::vector<boost::asio::ip::address> addresses_in(const Node* list) {
    std::vector<boost::asio::ip::address> made;
    for (const auto* one = list; one; one = one->ai_next) {
        boost::asio::ip::tcp::endpoint endpoint;
        if (one->ai_addrlen > endpoint.capacity()) continue;
        std::memcpy(endpoint.data(), one->ai_addr, one->ai_addrlen);
        endpoint.resize(one->ai_addrlen);
        made.push_back(endpoint.address());
    }
    return made;
}

}  // namespace popline::net
