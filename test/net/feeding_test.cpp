// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/asio/post.hpp>

#include "net/gate.hpp"
#include "net/line.hpp"

// Commands that wait for their replies while a sink takes an earlier message, and how long they wait.

using namespace popline;
using namespace popline::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

const std::string piece(5'000, 'x');  // large enough to be handed over alone

/// A retrieval whose sink waits until the test lets it go on.
struct held_up : line {
    using line::line;
    std::unique_ptr<started> retrieve() {
        auto into = [this](std::string_view octets) -> asio::awaitable<void> {
            taken += octets.size();
            co_await standing.passed();
        };
        auto body = [this, into]() -> asio::awaitable<void> {
            auto named = into;
            co_await one.numbered(1).retrieve(named);
        };
        auto made = std::make_unique<started>(context.get_executor(), body);
        settle();
        there->say("+OK\r\n" + piece);
        settle();
        return made;
    }
    gate standing{context};
    std::size_t taken = 0;
};

}  // namespace

TEST_CASE("[R60] a command that waits for a blocked sink fails after the limit, and the session goes on") {
    limits within;
    within.sink_timeout = 20s;
    for (const bool by_default : {true, false}) {
        held_up here(by_default ? limits() : within);
        const auto reading = here.retrieve();
        CHECK(here.taken > 0);
        const auto asked = here.begin(named("stat"));
        const net::duration most = by_default ? 180s : 20s;
        here.advance(most - 1ms);
        CHECK(asked->completions() == 0);
        here.advance(1ms);
        CHECK(asked->completions() == 1);
        CHECK(asked->code() == errc::sink_timed_out);
        CHECK(asked->code() == condition::timed_out);
        CHECK(asked->thrown()->verb() == "STAT");
        CHECK(std::string(asked->thrown()->what()).find("message 1") != std::string::npos);
        CHECK(reading->completions() == 0);
        here.standing.open();
        here.settle();
        here.there->say("\r\n.\r\n");
        if (here.there->wrote("STAT")) here.there->say("+OK 3 600\r\n");
        here.settle();
        CHECK(reading->succeeded());
        here.mute = false;
        const auto after = here.begin(named("noop"));
        CHECK(after->succeeded());
        CHECK(here.clock->armed() == 0);
        CHECK(here.context.stopped());
    }
}

TEST_CASE(
    "[R60] each command has its own limit while a sink blocks; a later command waits at most twice the "
    "limit") {
    held_up here;
    const auto reading = here.retrieve();
    const auto first = here.begin(named("stat"));
    here.advance(179s);
    const auto second = here.begin(named("noop"));
    here.advance(1s);
    CHECK(first->code() == errc::sink_timed_out);
    CHECK(second->completions() == 0);
    here.advance(179s);
    CHECK(second->completions() == 0);
    here.advance(1s);
    CHECK(second->code() == errc::sink_timed_out);
    CHECK(reading->completions() == 0);
}

TEST_CASE("[R60] a sink that goes on puts the limit off, however long it takes in all") {
    held_up here;
    const auto reading = here.retrieve();
    const auto asked = here.begin(named("stat"));
    std::size_t taken = here.taken;
    for (int pieces = 0; pieces < 5; ++pieces) {
        here.advance(179s);
        here.standing.open();
        here.settle();
        here.standing.shut();
        here.there->say(piece);
        here.settle();
        CHECK(here.taken > taken);
        taken = here.taken;
        CHECK(asked->completions() == 0);
    }
    here.standing.open();
    here.settle();
    here.there->say("\r\n.\r\n");
    here.settle();
    if (here.there->wrote("STAT")) here.there->say("+OK 3 600\r\n");
    here.settle();
    CHECK(reading->succeeded());
    CHECK(asked->succeeded());
    CHECK(here.clock->armed() == 0);
}

TEST_CASE("[R60] a command that waited before the sink came to its piece fails after the limit, too") {
    held_up here;
    const auto first = here.begin(named("noop"));
    auto into = [&](std::string_view octets) -> asio::awaitable<void> {
        here.taken += octets.size();
        co_await here.standing.passed();
    };
    auto body = [&]() -> asio::awaitable<void> { co_await here.one.numbered(1).retrieve(into); };
    const started reading(here.context.get_executor(), body);
    here.settle();
    const auto asked = here.begin(named("stat"));
    here.advance(10s);
    here.there->say("+OK\r\n");
    here.settle();
    CHECK(first->succeeded());
    if (!here.there->wrote("RETR")) return;
    here.there->say("+OK\r\n" + piece);
    here.settle();
    CHECK(here.taken > 0);
    here.advance(180s - 1ms);
    CHECK(asked->completions() == 0);
    here.advance(1ms);
    CHECK(asked->code() == errc::sink_timed_out);
}

TEST_CASE("[R60] a sink that waits for a coroutine that awaits a command gets that command's failure") {
    using namespace asio::experimental::awaitable_operators;
    for (int way = 0; way < 3; ++way) {
        CAPTURE(way);
        line here;
        std::optional<error> heard;
        auto waits = [&](std::string_view) -> asio::awaitable<void> {
            if (heard) co_return;
            try {
                if (way == 0) co_await asio::co_spawn(here.context, here.one.noop(), asio::use_awaitable);
                if (way == 1) co_await (here.one.noop() && here.one.stat());
                if (way == 2) co_await popline::within(5s, here.one.noop());
            } catch (const error& why) {
                heard = why;
            } catch (const asio::multiple_exceptions& both) {
                heard = error(code_of(both.first_exception()));
            }
        };
        auto body = [&]() -> asio::awaitable<void> { co_await here.one.numbered(1).retrieve(waits); };
        const started reading(here.context.get_executor(), body);
        here.settle();
        here.there->say("+OK\r\n" + piece);
        here.settle();
        const net::duration most = way == 2 ? 5s : 180s;
        here.advance(most - 1ms);
        CHECK_FALSE(heard);
        here.advance(1ms);
        here.settle();
        REQUIRE(heard);
        CHECK(heard->code() == (way == 2 ? errc::timed_out : errc::sink_timed_out));
        here.there->say("\r\n.\r\n");
        here.settle();
        CHECK(reading.succeeded());
    }
}

TEST_CASE(
    "[R60] a sink that runs the context itself until its command is answered is let go after the limit") {
    line here;
    std::optional<boost::system::error_code> heard;
    auto ask = [&]() -> asio::awaitable<void> { co_await here.one.noop(); };
    auto waits = [&](std::string_view) {
        if (heard) return;
        asio::co_spawn(here.context, ask(), [&](std::exception_ptr why) { heard = code_of(why); });
        for (int second = 0; second < 300 && !heard; ++second) {
            here.clock->ring_next();
            here.context.poll();
        }
    };
    auto body = [&]() -> asio::awaitable<void> { co_await here.one.numbered(1).retrieve(waits); };
    const started reading(here.context.get_executor(), body);
    here.settle();
    here.there->say("+OK\r\n" + piece);
    here.settle();
    REQUIRE(heard);
    CHECK(*heard == errc::sink_timed_out);
    here.there->say("\r\n.\r\n");
    here.settle();
    CHECK(reading.succeeded());
}
