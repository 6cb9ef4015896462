// SPDX-License-Identifier: BSL-1.0
#include "connection_ends.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace tool {

namespace {

// A process without other files gets the lowest free numbers.
constexpr int end_of_descriptors = 1'024;

std::string text_of(const sockaddr_storage& address) {
    char text[INET6_ADDRSTRLEN] = {};
    if (address.ss_family == AF_INET) {
        const auto& four = reinterpret_cast<const sockaddr_in&>(address);
        ::inet_ntop(AF_INET, &four.sin_addr, text, sizeof text);
        return std::string(text) + ":" + std::to_string(ntohs(four.sin_port));
    }
    if (address.ss_family == AF_INET6) {
        const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
        ::inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text);
        return "[" + std::string(text) + "]:" + std::to_string(ntohs(six.sin6_port));
    }
    return {};
}

/// What `ask` (`getpeername` or `getsockname`) says. Empty if the descriptor is no such socket.
std::string address_by(decltype(&::getpeername) ask, int descriptor) {
    sockaddr_storage found{};
    socklen_t size = sizeof found;
    if (ask(descriptor, reinterpret_cast<sockaddr*>(&found), &size) != 0) return {};
    return text_of(found);
}

}  // namespace

connection_watch::connection_watch() {
    for (int one = 0; one < end_of_descriptors; ++one)
        if (::fcntl(one, F_GETFD) >= 0) before_.insert(one);
}

std::optional<connection_ends> connection_watch::find() const {
    for (int one = 0; one < end_of_descriptors; ++one) {
        if (before_.contains(one)) continue;
        const auto other = address_by(&::getpeername, one);
        if (!other.empty()) return connection_ends{address_by(&::getsockname, one), other};
    }
    return std::nullopt;
}

}  // namespace tool
