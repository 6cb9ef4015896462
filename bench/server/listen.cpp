// SPDX-License-Identifier: BSL-1.0
#include "server/listen.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace bench {

way_in listen_anywhere(const char* address) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in own{};
    own.sin_family = AF_INET;
    ::inet_pton(AF_INET, address, &own.sin_addr);
    socklen_t size = sizeof own;
    if (::bind(made, reinterpret_cast<sockaddr*>(&own), size) != 0 || ::listen(made, 4096) != 0)
        throw std::system_error(errno, std::generic_category(), std::string("cannot listen on ") + address);
    ::getsockname(made, reinterpret_cast<sockaddr*>(&own), &size);
    return {made, ntohs(own.sin_port)};
}

}  // namespace bench
