// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string>

namespace popline::test {

/// Listens on a UNIX socket, and passes all bytes on to a port of this machine, and back.
class relay {
  public:
    relay(boost::asio::io_context& context, const std::string& path, std::uint16_t port)
        : door_(std::make_shared<acceptor>(context, boost::asio::local::stream_protocol::endpoint(path))) {
        boost::asio::co_spawn(context, accept(door_, port), boost::asio::detached);
    }
    relay(const relay&) = delete;
    relay& operator=(const relay&) = delete;
    ~relay() { door_->close(); }

  private:
    using tcp = boost::asio::ip::tcp;
    using acceptor = boost::asio::local::stream_protocol::acceptor;
    using local_socket = boost::asio::local::stream_protocol::socket;

    static boost::asio::awaitable<void> accept(std::shared_ptr<acceptor> door, std::uint16_t port) {
        for (;;) {
            boost::system::error_code closed;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, closed);
            auto near = std::make_shared<local_socket>(door->get_executor());
            co_await door->async_accept(*near, token);
            if (closed) co_return;
            auto far = std::make_shared<tcp::socket>(door->get_executor());
            far->connect({boost::asio::ip::address_v4::loopback(), port});
            boost::asio::co_spawn(door->get_executor(), pass(near, far), boost::asio::detached);
            boost::asio::co_spawn(door->get_executor(), pass(far, near), boost::asio::detached);
        }
    }

    template <class From, class To>
    static boost::asio::awaitable<void> pass(std::shared_ptr<From> from, std::shared_ptr<To> to) {
        boost::system::error_code over;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, over);
        std::array<char, 4096> room;
        while (!over) {
            const auto size = co_await from->async_read_some(boost::asio::buffer(room), token);
            if (size > 0) co_await boost::asio::async_write(*to, boost::asio::buffer(room, size), token);
        }
        boost::system::error_code ignored;
        to->shutdown(To::shutdown_send, ignored);
    }

    std::shared_ptr<acceptor> door_;
};

}  // namespace popline::test
