// SPDX-License-Identifier: BSL-1.0
// refused: only_a_boost_asio_awaitable_of_any_io_executor_can_be_awaited
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <popline.hpp>

struct stores {
    void operator()(std::string_view) {}
    auto commit() { return boost::asio::post(disk, boost::asio::deferred); }  // would never begin
    boost::asio::any_io_executor disk;
};

boost::asio::awaitable<void> fetch(const popline::mail& one, stores& into) {
    co_await one.retrieve(into);
}
