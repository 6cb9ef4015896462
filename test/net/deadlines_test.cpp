// SPDX-License-Identifier: BSL-1.0
#include "net/deadlines.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <memory>

#include "net/manual_clock.hpp"

namespace popline::test {

using namespace std::chrono_literals;
using net::deadlines;
using net::direction;
using limit = deadlines::limit;

namespace {

/// Asks at each tick which limit was reached, as a connection does.
struct watched final : net::timer_listener {
    void on_time() override {
        reached = of->expired();
        if (reached == limit::none && of->any_runs()) of->watch();
    }
    deadlines* of = nullptr;
    limit reached = limit::none;
};

struct bench {
    bench() {
        listener->of = &times;
        times.report_to(listener);
        times.configure(within);
    }
    /// Lets time pass, and returns the limit that is reached.
    limit after(net::duration by) {
        clock.advance(context, by);
        return std::exchange(listener->reached, limit::none);
    }
    /// The server sends so many bytes, after which the connection waits again.
    void bytes_come(std::size_t bytes) {
        times.end_wait(direction::read, reply);
        times.begin_reading_handler();
        if (bytes > 0) times.received(bytes, reply);
        times.begin_wait(direction::read, reply);
        times.bytes_are_of_use();
    }

    const limits within;
    boost::asio::io_context context;
    manual_clock clock;
    deadlines times{clock, context.get_executor()};
    std::shared_ptr<watched> listener = std::make_shared<watched>();
    deadlines::due reply{true, false, 180s};
};

}  // namespace

TEST_CASE("[R58] the time of a reply runs while the connection waits for it, and at no other time") {
    bench one;
    CHECK(one.times.begin_wait(direction::read, one.reply));
    CHECK_FALSE(one.times.begin_wait(direction::read, one.reply));
    CHECK(one.after(179s) == limit::none);
    one.times.end_wait(direction::read, one.reply);
    CHECK(one.after(1h) == limit::none);  // the program is busy
    CHECK(one.times.begin_wait(direction::read, one.reply));
    CHECK(one.after(1s - 1ms) == limit::none);
    CHECK(one.after(1ms) == limit::reply);
}

TEST_CASE("[R58] an ended reply, or enough bytes, give the next wait its whole time; less do not") {
    for (const bool enough : {false, true}) {
        bench one;
        one.times.begin_wait(direction::read, one.reply);
        CHECK(one.after(100s) == limit::none);
        one.bytes_come(enough ? 4096 : 4095);
        CHECK(one.after(80s) == (enough ? limit::none : limit::reply));
    }
    bench one;
    one.times.begin_wait(direction::read, one.reply);
    CHECK(one.after(100s) == limit::none);
    one.bytes_come(4095);
    one.times.end_wait(direction::read, one.reply);
    one.times.reply_ended();
    one.times.begin_wait(direction::read, one.reply);
    CHECK(one.after(180s - 1ms) == limit::none);
    CHECK(one.after(1ms) == limit::reply);
}

TEST_CASE("[R117] bytes without application data put nothing off") {
    bench one;
    one.times.begin_wait(direction::read, one.reply);
    for (int records = 0; records < 179; ++records) {
        CHECK(one.after(1s) == limit::none);
        one.times.end_wait(direction::read, one.reply);
        one.times.begin_reading_handler();
        one.clock.pass(500us);  // the time that decrypting the records takes
        one.times.begin_wait(direction::read, one.reply);
        one.times.bytes_are_of_use();
    }
    CHECK(one.after(1s) == limit::reply);
}

TEST_CASE("a write has its own limit, which stops while no coroutine reads the replies that are due") {
    bench one;
    one.times.begin_wait(direction::write, one.reply);
    CHECK(one.after(1h) == limit::none);
    one.times.begin_wait(direction::read, one.reply);
    CHECK(one.after(1s) == limit::none);
    one.times.sent();
    one.times.end_wait(direction::read, one.reply);
    one.times.end_wait(direction::write, one.reply);

    one.reply = {};
    one.times.begin_wait(direction::write, one.reply);
    CHECK(one.after(180s - 1ms) == limit::none);
    CHECK(one.after(1ms) == limit::write);
}

TEST_CASE("[R33] an abandoned reply has its own time from when it is due first") {
    bench one;
    one.times.begin_wait(direction::read, one.reply);
    CHECK(one.after(60s) == limit::none);
    one.reply.abandoned = true;
    one.bytes_come(4096);
    CHECK(one.after(9s) == limit::none);
    one.bytes_come(4096);  // these bytes do not extend the drain time
    CHECK(one.after(1s) == limit::drain);

    bench other;
    other.reply.abandoned = true;
    other.times.begin_wait(direction::read, other.reply);
    CHECK(other.after(9s) == limit::none);
    other.times.drain_ended();  // the next reply is abandoned, too
    other.bytes_come(4096);
    CHECK(other.after(9s) == limit::none);
    CHECK(other.after(1s) == limit::drain);
}

TEST_CASE("[R60] the time of a sink runs once, and while it runs nothing else need be waited for") {
    bench one;
    one.times.begin_sink();
    CHECK(one.after(100s) == limit::none);
    one.times.begin_sink();
    CHECK(one.after(80s) == limit::sink);
    one.times.end_sink();
    one.times.begin_sink();
    CHECK(one.after(179s) == limit::none);
    one.times.end_sink();
    CHECK(one.after(1h) == limit::none);
}

TEST_CASE("[R65] at rest no timer is armed, except for a write that is under way") {
    bench one;
    one.times.begin_wait(direction::read, one.reply);
    CHECK(one.clock.armed() == 1);
    one.times.end_wait(direction::read, one.reply);
    one.times.stop_if_not_writing();
    CHECK(one.clock.armed() == 0);
    one.times.begin_wait(direction::write, {});
    one.times.stop_if_not_writing();
    CHECK(one.clock.armed() == 1);
    one.times.stop();
    CHECK(one.clock.armed() == 0);
}

TEST_CASE("a limit at its maximum is none") {
    bench one;
    one.reply.most = std::chrono::milliseconds::max();
    one.times.begin_wait(direction::read, one.reply);
    CHECK(one.after(24h) == limit::none);
}

}  // namespace popline::test
