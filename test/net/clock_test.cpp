// SPDX-License-Identifier: BSL-1.0
#include "net/clock.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <memory>

namespace popline::test {

using namespace std::chrono_literals;
using net::time_point;

namespace {

struct counted_ticks final : net::timer_listener {
    void on_time() override { ++seen; }
    int seen = 0;
};

}  // namespace

TEST_CASE("[R58] a limit that the clock cannot count is no limit, and the largest that it can count is one") {
    const time_point now(1h);
    CHECK(net::later(now, 1ms) == now + 1ms);
    CHECK(net::later(now, net::duration::max()) == time_point::max());
    CHECK(net::later(now, time_point::max() - now) == time_point::max());
    CHECK(net::later(now, time_point::max() - now - 1ns) == time_point::max() - 1ns);
    CHECK(net::as_duration(250ms) == net::duration(250ms));
    CHECK(net::as_duration(std::chrono::milliseconds::max()) == net::duration::max());
    const auto most = std::chrono::duration_cast<std::chrono::milliseconds>(net::duration::max());
    CHECK(net::as_duration(most) == net::duration::max());
    CHECK(net::as_duration(most - 1ms) == net::duration(most - 1ms));
}

TEST_CASE("a timer tells its listener once, through the executor, and a listener that is gone is not told") {
    boost::asio::io_context context;
    const auto clock = net::steady_clock();
    const auto listener = std::make_shared<counted_ticks>();
    const auto one = clock->make_timer(context.get_executor());
    one->arm(clock->now(), listener);
    CHECK(listener->seen == 0);
    context.run();
    CHECK(listener->seen == 1);

    one->arm(clock->now(), std::make_shared<counted_ticks>());
    context.restart();
    CHECK(context.run() == 1);
    CHECK(listener->seen == 1);
}

TEST_CASE(
    "a timer that is cancelled, armed for another time or destroyed does not tell the earlier listener") {
    enum class how { cancelled, armed_anew, destroyed };
    for (const auto way : {how::cancelled, how::armed_anew, how::destroyed}) {
        boost::asio::io_context context;
        const auto clock = net::steady_clock();
        const auto before = std::make_shared<counted_ticks>();
        const auto after = std::make_shared<counted_ticks>();
        auto one = clock->make_timer(context.get_executor());
        one->arm(clock->now() + 1h, before);
        if (way == how::cancelled) one->cancel();
        if (way == how::armed_anew) one->arm(clock->now(), after);
        if (way == how::destroyed) one.reset();
        context.run();
        CHECK(before->seen == 0);
        CHECK(after->seen == (way == how::armed_anew ? 1 : 0));
    }
}

}  // namespace popline::test
