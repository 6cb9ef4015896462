// SPDX-License-Identifier: BSL-1.0
// refused: only_a_boost_asio_awaitable_of_any_io_executor_can_be_awaited
#include <boost/asio/io_context.hpp>
#include <popline.hpp>

template <class T>
using awaitable = boost::asio::awaitable<T, boost::asio::io_context::executor_type>;

boost::asio::awaitable<void> fetch(const popline::mail& one) {
    const auto into = [](std::string_view) -> awaitable<void> { co_return; };
    co_await one.retrieve(into);  // would never begin
}
