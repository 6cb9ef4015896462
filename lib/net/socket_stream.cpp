// SPDX-License-Identifier: BSL-1.0
#include "net/socket_stream.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <utility>

namespace popline::net {

namespace asio = boost::asio;
using asio::generic::stream_protocol;
using boost::system::error_code;

socket_stream::socket_stream(stream_protocol::socket connected) : socket_(std::move(connected)) {
    error_code ignored;  // a broken socket fails at the first read, which tells why; only TCP has the option
    if (!socket_.non_blocking()) socket_.non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

std::size_t socket_stream::read_some(std::span<char> into, error_code& failure) {
    return socket_.read_some(asio::buffer(into.data(), into.size()), failure);
}

std::size_t socket_stream::write_some(std::string_view octets, error_code& failure) {
    return socket_.write_some(asio::buffer(octets), failure);
}

void socket_stream::wait(direction way, std::shared_ptr<ready_listener> who) {
    const auto what =
        way == direction::read ? stream_protocol::socket::wait_read : stream_protocol::socket::wait_write;
    socket_.async_wait(what,
                       [way, who = std::move(who)](error_code failure) { who->on_ready(way, failure); });
}

void socket_stream::cancel_waits() noexcept {
    error_code ignored;
    socket_.cancel(ignored);
}

void socket_stream::close() noexcept {
    error_code ignored;
    socket_.close(ignored);
}

}  // namespace popline::net
