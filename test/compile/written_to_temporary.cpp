// SPDX-License-Identifier: BSL-1.0
// refused: deleted|no matching
#include <boost/asio/ip/tcp.hpp>
#include <popline.hpp>

boost::asio::awaitable<void> fetch(const popline::mail& one, boost::asio::io_context& context) {
    co_await one.retrieve(popline::written_to(boost::asio::ip::tcp::socket(context)));
}
