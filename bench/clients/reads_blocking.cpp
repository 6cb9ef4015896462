// SPDX-License-Identifier: BSL-1.0
#include <sys/socket.h>

#include <stdexcept>

#include "clients/reads.hpp"

namespace bench {

reads::reads(int socket) : socket_(socket) {}

std::string_view reads::operator()(std::span<char> room) const {
    const auto got = ::recv(socket_, room.data(), room.size(), 0);
    if (got <= 0) throw std::runtime_error("the server sent no more bytes");
    return {room.data(), static_cast<std::size_t>(got)};
}

}  // namespace bench
