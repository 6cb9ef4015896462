// SPDX-License-Identifier: BSL-1.0
// refused: only_a_boost_asio_awaitable_of_any_io_executor_can_be_awaited
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <popline.hpp>

boost::asio::awaitable<void> visit(popline::session& over, boost::asio::any_io_executor disk) {
    const auto body = [=](popline::message&) {
        return boost::asio::post(disk, boost::asio::deferred);  // would never begin
    };
    static_cast<void>(co_await popline::for_each_mail(over, body));
}
