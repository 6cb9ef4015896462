// SPDX-License-Identifier: BSL-1.0
#include "net/adopted_socket.hpp"

#include <sys/socket.h>

#include <boost/asio/error.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <cerrno>
#include <popline/errc.hpp>
#include <utility>

#include "net/socket_stream.hpp"

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

error_code last_error() {
    return {errno, boost::system::system_category()};
}

/// Why the descriptor is no connected stream socket; no error if it is one.
error_code fault_of(int descriptor) {
    int type = 0;
    socklen_t size = sizeof type;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) != 0) return last_error();
    if (type != SOCK_STREAM) return asio::error::no_protocol_option;
    sockaddr_storage peer{};
    size = sizeof peer;
    if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return last_error();
    return {};
}

int family_of(int descriptor) {
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size);
    return own.ss_family;
}

}  // namespace

std::unique_ptr<byte_stream> adopt_socket(const asio::any_io_executor& executor, connected_socket of,
                                          failure& why) {
    auto cause = fault_of(of.descriptor());
    asio::generic::stream_protocol::socket made(executor);
    if (!cause) made.assign({family_of(of.descriptor()), 0}, of.descriptor(), cause);
    if (cause) {
        why = {errc::invalid_argument, {}, "the socket is no connected stream socket", cause};
        return nullptr;
    }
    static_cast<void>(of.release());
    return std::make_unique<socket_stream>(std::move(made));
}

}  // namespace popline::net
