// SPDX-License-Identifier: BSL-1.0
#include "net/driver.hpp"

#include <doctest/doctest.h>

#include <boost/asio/error.hpp>
#include <popline/errc.hpp>

#include "net/open_channel.hpp"

// What the driver does for one channel. What it does for whole sessions is tested by driver-test.

namespace popline::test {

using net::direction;
using net::exchange;
using net::posted;
using protocol::verb;

namespace {

/// Tells a driver what happens, as a connection does.
struct told_driver final : net::channel_listener {
    void on_ready(direction way, boost::system::error_code failure) override { to->on_ready(way, failure); }
    void on_time() override { to->on_time(); }
    void on_posted(posted why) override { to->on_posted(why); }
    net::driver* to = nullptr;
};

struct driven_channel : open_channel {
    driven_channel() {
        listener->to = &by;
        on.report_to(listener);
        on.state.connect();
    }
    void begin_wait(exchange& one, const void* coroutine = nullptr) {
        hold(one, resumed);
        by.begin_wait(one, coroutine);
    }

    /// Runs one handler. False if none is ready.
    bool run_a_handler() {
        context.restart();
        return context.poll_one() == 1;
    }

    int resumed = 0;
    net::driver by{on};
    std::shared_ptr<told_driver> listener = std::make_shared<told_driver>();
};

}  // namespace

TEST_CASE("a command is written by the flush that it asks for, and its reply resumes its coroutine") {
    driven_channel one;
    auto& asked = one.submit(verb::noop);
    one.begin_wait(asked);
    CHECK(one.there->written.empty());
    one.settle();
    CHECK(one.there->written == "NOOP\r\n");
    CHECK(one.clock->armed() == 1);
    one.there->say("+OK\r\n");
    CHECK(one.run_a_handler());  // inside the handler that reads
    CHECK(one.resumed == 1);
    CHECK_FALSE(one.by.verdict(asked));
    one.settle();
    CHECK(one.clock->armed() == 0);
}

TEST_CASE("a coroutine whose reply is due first reads at once, without a handler") {
    driven_channel one;
    auto& asked = one.submit(verb::noop);
    one.settle();
    one.there->say_unasked("+OK\r\n");
    one.begin_wait(asked);
    CHECK(asked.ended);
    CHECK(one.resumed == 0);  // never from within the call
    one.settle();
    CHECK(one.resumed == 1);
}

TEST_CASE("a coroutine that waits for a later reply gets it when it is read for the first") {
    driven_channel one;
    one.on.pipeline.width().widen();
    auto& first = one.submit(verb::noop);
    auto& second = one.submit(verb::noop);
    one.settle();
    one.begin_wait(second);
    one.begin_wait(first);
    one.there->say("+OK\r\n+OK\r\n");
    one.settle();
    CHECK((first.ended && second.ended));
    CHECK(one.resumed == 2);
}

TEST_CASE(
    "the owner of the body that is due first is resumed inside the handler, and its bytes are left for it") {
    driven_channel one;
    auto& body = one.submit(protocol::retrieve(1, 0));
    body.reading = true;
    one.settle();
    one.begin_wait(body);
    CHECK(one.on.waiters.reader() == &body);
    one.there->say("+OK\r\nbytes\r\n");
    CHECK(one.run_a_handler());
    CHECK(one.resumed == 1);
    CHECK(one.on.transport.unread() == "bytes\r\n");
    CHECK_FALSE(one.on.deadlines.waits(direction::read));
}

TEST_CASE("a wait on a connection that has failed ends with that reason, unless the reply is there") {
    driven_channel one;
    auto& asked = one.submit(verb::noop);
    auto& ended = one.submit(verb::noop);
    ended.ended = true;
    one.on.fail({errc::closed});
    one.begin_wait(asked);
    one.begin_wait(ended);
    one.settle();
    CHECK(one.resumed == 2);
    CHECK(one.by.verdict(asked).code == errc::closed);
    CHECK_FALSE(one.by.verdict(ended));
}

TEST_CASE("[R60] a command that is awaited in the coroutine of a sink fails at once, and is not written") {
    driven_channel one;
    const int coroutine = 0;
    one.by.sinks.begin(&coroutine);
    auto& asked = one.submit(verb::noop);
    one.begin_wait(asked, &coroutine);
    CHECK(one.on.waiters.is_taking_back());
    one.settle();
    CHECK(one.resumed == 1);
    CHECK(one.by.verdict(asked).code == errc::awaited_in_sink);
    CHECK_FALSE(one.by.verdict(asked));  // the driver gives the verdict only once
}

TEST_CASE("a command whose wait was ended is not written before its owner could take it back") {
    driven_channel one;
    auto& asked = one.submit(verb::noop);
    hold(asked, one.resumed);
    one.on.waiters.add();
    one.on.waiters.end_wait(asked, exchange::given_up_by::caller);
    CHECK(one.run_a_handler());  // this handler flushes the output
    CHECK(one.there->written.empty());
    CHECK(one.run_a_handler());  // this handler resumes the owner
    CHECK(one.resumed == 1);
    one.on.drop(asked);
    one.settle();
    CHECK(one.there->written.empty());
}

TEST_CASE(
    "[R58] a limit that is reached ends the connection with its own name, and no handler works after it") {
    driven_channel one;
    auto& asked = one.submit(verb::noop);
    one.begin_wait(asked);
    one.settle();
    one.advance(std::chrono::seconds(180));
    CHECK(one.by.verdict(asked).code == errc::reply_timed_out);
    CHECK(one.by.verdict(asked).detail == "NOOP, commands in flight: 1");
    CHECK(one.resumed == 1);
    one.by.on_posted(posted::read);
    one.by.on_ready(direction::read, {});
    one.by.on_time();
    CHECK(one.on.failed().code == errc::reply_timed_out);
    CHECK(one.clock->armed() == 0);

    driven_channel unwritten;
    unwritten.there->takes = 2;
    auto& half = unwritten.submit(verb::noop);
    unwritten.begin_wait(half);
    unwritten.settle();
    unwritten.advance(std::chrono::seconds(180));
    CHECK(unwritten.by.verdict(half).code == errc::write_timed_out);
}

TEST_CASE("a write that failed ends the connection once nothing is left to read") {
    driven_channel one;
    one.there->writes_fail_with = boost::asio::error::broken_pipe;
    auto& asked = one.submit(verb::noop);
    one.begin_wait(asked);
    one.settle();
    CHECK(one.by.verdict(asked).code == errc::closed);
    CHECK(one.by.verdict(asked).cause == boost::asio::error::broken_pipe);
}

}  // namespace popline::test
