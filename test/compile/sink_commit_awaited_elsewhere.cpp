// SPDX-License-Identifier: BSL-1.0
// refused: only_a_boost_asio_awaitable_of_any_io_executor_can_be_awaited
#include <boost/asio/io_context.hpp>
#include <popline.hpp>

struct stores {
    void operator()(std::string_view) {}
    boost::asio::awaitable<void, boost::asio::io_context::executor_type> commit() { co_return; }
};

boost::asio::awaitable<void> fetch(const popline::mail& one) {
    co_await one.retrieve(stores());
}
