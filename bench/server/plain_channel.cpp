// SPDX-License-Identifier: BSL-1.0
#include "server/plain_channel.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace bench {

std::ptrdiff_t plain_channel::read(char* into, std::size_t size) {
    const auto got = ::recv(socket_, into, size, 0);
    if (got > 0) return got;
    return got < 0 && errno == EAGAIN ? 0 : -1;
}

// sendfile() from a file in memory is not used. It saves the server a copy, but the client then gets
// fragments of 4 KiB, and `drain` took 1.6 to 3 times as long to read them.
channel::outcome plain_channel::write(output& from, clock::time_point now) {
    std::array<iovec, 1024> pieces;
    while (from.is_due(now)) {
        msghdr message{};
        message.msg_iov = pieces.data();
        message.msg_iovlen = from.gather(pieces.data(), pieces.size(), now);
        const auto put = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
        if (put < 0) return errno == EAGAIN ? outcome::blocked : outcome::gone;
        from.consume(static_cast<std::size_t>(put));
    }
    return outcome::done;
}

}  // namespace bench
