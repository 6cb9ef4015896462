// SPDX-License-Identifier: BSL-1.0
#include "net/unix_socket.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <cerrno>
#include <popline/errc.hpp>
#include <utility>

#include "net/opener.hpp"
#include "net/socket_stream.hpp"

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// A UNIX socket connects at once or not at all. If the queue of the server is full, the system says EAGAIN.
/// Asio would take that for a connection in progress, and later for success.
error_code connect_now(asio::local::stream_protocol::socket& made, const std::string& path) {
    error_code failure;
    made.open({}, failure);
    if (!failure) made.non_blocking(true, failure);
    if (failure) return failure;
    const asio::local::stream_protocol::endpoint to(path);
    const auto* const address = static_cast<const sockaddr*>(to.data());
    if (::connect(made.native_handle(), address, static_cast<socklen_t>(to.size())) == 0) return {};
    return {errno, boost::system::system_category()};
}

}  // namespace

const char* fault_of_unix_path(const std::string& path) {
    if (path.empty()) return "the path of the UNIX socket is empty";
    if (path.find('\0') != path.npos) return "the path of the UNIX socket has a NUL";
    if (path.size() >= sizeof(sockaddr_un::sun_path)) return "the path of the UNIX socket is too long";
    return nullptr;
}

asio::awaitable<failure> connect_unix(std::shared_ptr<opener> by, const std::string& path) {
    asio::local::stream_protocol::socket made(by->executor());
    if (const auto refused = connect_now(made, path))
        co_return failure{errc::connect_failed, {}, path, refused};
    by->way = {std::make_unique<socket_stream>(std::move(made)), nullptr, {}};
    co_return failure{};
}

}  // namespace popline::net
