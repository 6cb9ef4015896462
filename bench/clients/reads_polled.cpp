// SPDX-License-Identifier: BSL-1.0
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "clients/reads.hpp"

namespace bench {

reads::reads(int socket) : socket_(socket), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    epoll_event readable{.events = EPOLLIN, .data = {}};
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket_, &readable) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot watch the socket with epoll");
}

std::string_view reads::operator()(std::span<char> room) const {
    auto got = ::recv(socket_, room.data(), room.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) {
        epoll_event happened[16];
        if (::epoll_wait(epoll_, happened, 16, -1) != 1)
            throw std::system_error(errno, std::generic_category(), "cannot wait with epoll");
        got = ::recv(socket_, room.data(), room.size(), MSG_DONTWAIT);
    }
    if (got <= 0) throw std::runtime_error("the server sent no more bytes");
    return {room.data(), static_cast<std::size_t>(got)};
}

}  // namespace bench
