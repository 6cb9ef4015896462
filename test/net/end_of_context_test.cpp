// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <popline/session.hpp>

#include "net/operations.hpp"

using namespace popline;
using namespace popline::test;
namespace asio = boost::asio;

namespace {

struct ended_twice : asio::io_context {
    void shut_down() { shutdown(); }
};

}  // namespace

TEST_CASE("a context may be shut down twice, as since Boost 1.82 it is, while sessions wait in it") {
    ended_twice context;
    asio::ip::tcp::acceptor mute(context, {asio::ip::address_v4::loopback(), 0});
    const auto where = server("127.0.0.1").port(mute.local_endpoint().port()).security(security::cleartext);
    std::vector<std::unique_ptr<started>> waiting;
    for (int number = 0; number < 10; ++number)
        waiting.push_back(
            std::make_unique<started>(context.get_executor(), [where]() -> asio::awaitable<void> {
                session one(co_await asio::this_coro::executor);
                co_await one.connect(where);
            }));
    context.poll();
    for (const auto& one : waiting)
        REQUIRE(one->completions() == 0);
    context.shut_down();
}
