// SPDX-License-Identifier: BSL-1.0
// refused: only_a_boost_asio_awaitable_of_any_io_executor_can_be_awaited
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <popline.hpp>

namespace asio = boost::asio;

asio::awaitable<void> fetch(const popline::mail& one, asio::ip::tcp::socket& to) {
    const auto into = [&](std::string_view octets) {
        return asio::async_write(to, asio::buffer(octets), asio::deferred);  // would never begin
    };
    co_await one.retrieve(into);
}
