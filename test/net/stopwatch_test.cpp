// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/error.hpp>

#include "net/gate.hpp"
#include "net/line.hpp"

// Whether a waiting time counts against the server's limits or is the sink's.

using namespace popline;
using namespace popline::test;
using namespace std::chrono_literals;
using boost::asio::awaitable;

namespace {

/// A sink that takes a piece only when the gate is open.
struct slow {
    explicit slow(gate& at) : door(&at) {}
    awaitable<void> operator()(std::string_view piece) {
        co_await door->passed();
        octets += piece.size();
    }
    gate* door;
    std::size_t octets = 0;
};

/// Message 1 is on its way into a sink that has been given its first line and takes its time.
struct busy : line {
    /// Later commands may wait without a limit while the sink takes the message.
    static limits patient() {
        limits within;
        within.sink_timeout = 48h;
        return within;
    }
    busy() : line(patient()), into(door) {
        retrieval.emplace(context.get_executor(),
                          [this] { return one.numbered(1).retrieve(std::ref(into)); });
        settle();
        there->say("+OK\r\nfirst\r\n");
        settle();
        REQUIRE(door.arrivals == 1);
    }
    gate door{context};
    slow into;
    std::optional<started> retrieval;
};

}  // namespace

TEST_CASE("[R60] what a sink takes is not the server's time, and nothing is read meanwhile") {
    busy here;
    const auto before = here.one.counters().bytes_received;
    for (int piece = 0; piece < 100; ++piece)
        here.there->say(std::string(65536, 'x'));
    here.advance(24h);
    CHECK(here.retrieval->completions() == 0);
    CHECK(here.one.counters().bytes_received == before);
    CHECK(here.clock->armed() == 0);

    here.door.open();
    here.settle();
    CHECK(here.into.octets == 7 + 100 * 65536);
    here.advance(180s - 1ms);  // the whole limit runs again from here
    CHECK(here.retrieval->completions() == 0);
    here.advance(1ms);
    CHECK(here.retrieval->code() == errc::reply_timed_out);
}

TEST_CASE("[R60][R120] a command that waits for a sink says so if there is no memory for its time limit") {
    busy here;
    here.advance(10s);
    CHECK(here.clock->armed() == 0);
    here.clock->lack_memory(true);
    const auto asked = here.begin(named("stat"));
    CHECK(asked->code() == boost::system::errc::not_enough_memory);
    here.clock->lack_memory(false);
    here.door.open();
    here.settle();
    CHECK(here.retrieval->completions() == 1);
}

TEST_CASE("[R60] the same where the octets came without the wait that is still under way") {
    line here(busy::patient());
    gate start(here.context);
    gate door(here.context);
    slow into(door);
    const auto loop = [&]() -> awaitable<void> {
        auto messages = here.one.retrieve({here.one.numbered(1), here.one.numbered(2)});
        const auto first = co_await messages.next();
        co_await start.passed();
        auto second = co_await messages.next();
        co_await second->read_to(std::ref(into));
    };
    const started retrieval(here.context.get_executor(), loop);
    here.settle();
    here.there->say("+OK\r\n.\r\n");
    here.settle();
    const auto asked = here.begin(named("noop"));  // waits for bytes after message 2
    here.there->say_unasked("+OK\r\nfirst\r\n");
    start.open();
    here.settle();
    REQUIRE(door.arrivals == 1);
    here.advance(24h);
    CHECK(retrieval.completions() == 0);
    door.open();
    here.there->say(".\r\n+OK\r\n");
    here.settle();
    CHECK(retrieval.succeeded());
    CHECK(asked->succeeded());
}

TEST_CASE("[R60][R61] a peer that cannot write to a busy sink need not read either, and then must") {
    for (const bool reads_then : {true, false}) {
        busy here;
        here.there->take_only(3);
        const auto asked = here.begin(named("stat"));
        CHECK(here.there->written.ends_with("STA"));
        here.advance(24h);
        REQUIRE(here.retrieval->completions() == 0);
        CHECK(asked->completions() == 0);
        here.door.open();
        here.settle();
        if (reads_then) {
            here.there->take_only(scripted_peer::never);
            here.there->say("rest\r\n.\r\n+OK 3 " + std::to_string(3 * text_of(1).size()) + "\r\n");
            here.settle();
            CHECK(here.into.octets == 13);
            CHECK(here.retrieval->succeeded());
            CHECK(asked->succeeded());
            continue;
        }
        here.advance(180s - 1ms);
        CHECK(asked->completions() == 0);
        here.advance(1ms);
        CHECK(asked->code() == errc::write_timed_out);
        CHECK(here.retrieval->code() == errc::write_timed_out);
    }
}

TEST_CASE("[R60][R61] the same before a body that no coroutine reads yet") {
    line here;
    gate door(here.context);
    const auto loop = [&]() -> awaitable<void> {
        auto messages = here.one.retrieve({here.one.numbered(1)});
        auto first = co_await messages.next();
        co_await door.passed();
        const auto text = co_await first->text();
        CHECK(text == "x\r\n");
    };
    const started retrieval(here.context.get_executor(), loop);
    here.settle();
    here.there->say("+OK\r\nx\r\n");
    here.settle();
    here.there->take_only(0);
    here.mute = true;
    here.advance(24h);
    CHECK(retrieval.completions() == 0);
    door.open();
    here.settle();
    here.there->say(".\r\n");
    here.settle();
    CHECK(retrieval.succeeded());
}

TEST_CASE(
    "[R61] a peer that speaks and does not read has 180 s, and each octet he takes gives him 180 more") {
    for (const bool takes : {true, false}) {
        busy here;
        here.door.open();
        here.there->take_only(0);
        const auto asked = here.begin(named("stat"));
        for (int octet = 0; octet < 6; ++octet) {
            here.advance(178s);
            here.there->say(std::string(4096, 'x'));
            if (takes) here.there->take_only(1);
            here.advance(1s);
            if (takes || octet == 0) REQUIRE(asked->completions() == 0);
        }
        CHECK(here.there->wrote("STAT\r\n") == takes);
        if (!takes) CHECK(asked->code() == errc::write_timed_out);
    }
}

TEST_CASE("[R60] a sink that awaits a reply of its own session fails at once, and the session goes on") {
    line here;
    const auto mistaken = [&](std::string_view) -> awaitable<void> { co_await here.one.noop(); };
    started retrieval(here.context.get_executor(), [&] { return here.one.numbered(1).retrieve(mistaken); });
    here.settle();
    here.there->say("+OK\r\nfirst\r\n");
    here.settle();
    CHECK(retrieval.code() == errc::awaited_in_sink);
    here.there->say("last\r\n.\r\n");
    here.settle();
    CHECK(here.there->written.ends_with("RETR 1\r\n"));
    here.mute = false;
    const auto asked = here.begin(named("stat"));
    CHECK(asked->succeeded());
}
