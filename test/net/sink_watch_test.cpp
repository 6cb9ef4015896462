// SPDX-License-Identifier: BSL-1.0
#include "net/sink_watch.hpp"

#include <doctest/doctest.h>

#include <boost/asio/error.hpp>
#include <popline/errc.hpp>

#include "net/open_channel.hpp"

namespace popline::test {

using net::exchange;
using protocol::verb;
using given_up_by = exchange::given_up_by;

namespace {

/// The body of message 7 is being read, and two commands are due after it.
struct watched_sink : open_channel {
    watched_sink() {
        on.pipeline.width().widen();
        body.reading = true;
        count_as_written();
    }
    void begin_wait(exchange& one) { test::begin_wait(on.waiters, one, resumed); }

    int resumed = 0;
    const int coroutine = 0;
    exchange& body = submit(protocol::retrieve(7, 0));
    exchange& first = submit(verb::noop);
    exchange& second = submit(verb::noop);
    net::sink_watch watch{on};
};

}  // namespace

TEST_CASE("a sink is awaited in one coroutine, from its beginning to its end") {
    watched_sink one;
    CHECK(one.watch.coroutine() == nullptr);
    CHECK_FALSE(one.watch.runs_in(nullptr));
    one.watch.begin(&one.coroutine);
    CHECK(one.watch.coroutine() == &one.coroutine);
    CHECK(one.watch.runs_in(&one.coroutine));
    CHECK_FALSE(one.watch.runs_in(&one));
    CHECK_FALSE(one.watch.runs_in(nullptr));
    one.watch.end();
    CHECK_FALSE(one.watch.runs_in(&one.coroutine));
}

TEST_CASE("[R60] the time of a sink runs only while a command waits for it, and until its piece is taken") {
    watched_sink one;
    one.watch.begin(&one.coroutine);
    CHECK_FALSE(one.on.deadlines.sink_runs());
    one.begin_wait(one.first);
    one.watch.begin_wait(one.first);
    CHECK(one.on.deadlines.sink_runs());
    one.watch.piece_taken();
    CHECK_FALSE(one.on.deadlines.sink_runs());
    one.watch.begin(&one.coroutine);  // the next piece: the command still waits
    CHECK(one.on.deadlines.sink_runs());
    one.watch.end();
    CHECK_FALSE(one.on.deadlines.sink_runs());
}

TEST_CASE("[R60] a command that began to wait while the time ran has the whole time after it") {
    watched_sink one;
    one.watch.begin(&one.coroutine);
    for (auto* const each : {&one.first, &one.second}) {
        one.begin_wait(*each);
        one.watch.begin_wait(*each);
    }
    one.watch.time_out();
    CHECK(one.first.cancelled);
    CHECK_FALSE(one.second.cancelled);
    CHECK(one.on.deadlines.sink_runs());
    one.settle();
    CHECK(one.resumed == 1);
    one.watch.time_out();
    CHECK(one.second.cancelled);
    CHECK_FALSE(one.on.deadlines.sink_runs());
}

TEST_CASE("[R60] a time-out ends no wait if the sink is not what the commands wait for") {
    watched_sink one;
    one.begin_wait(one.first);
    one.body.reading = false;
    one.watch.time_out();
    one.body.reading = true;
    one.begin_wait(one.body);  // its owner waits for bytes, not for the sink
    one.watch.time_out();
    CHECK_FALSE(one.first.cancelled);
    one.settle();
    CHECK(one.resumed == 0);
}

TEST_CASE("why a wait ended is said once: which sink was too slow, or that the command waited for itself") {
    watched_sink one;
    one.first.given_up = given_up_by::slow_sink;
    auto why = one.watch.reason(one.first);
    CHECK(why.code == errc::sink_timed_out);
    CHECK(why.detail == "of message 7");
    CHECK(one.watch.reason(one.first).code == boost::asio::error::operation_aborted);
    one.first.given_up = given_up_by::own_sink;
    CHECK(one.watch.reason(one.first).code == errc::awaited_in_sink);
}

TEST_CASE("[R120] a sink for whose time limit no memory is left ends the connection") {
    watched_sink one;
    one.clock->lack_memory(true);
    one.begin_wait(one.first);
    one.watch.begin(&one.coroutine);
    CHECK(one.on.failed().code == boost::system::errc::not_enough_memory);
}

}  // namespace popline::test
