// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/error.hpp>
#include <memory>

#include "net/gate.hpp"
#include "net/line.hpp"

// What a session does while it is idle and a `keep_alive` or a `retrieval` exists.

using namespace popline;
using namespace popline::test;
using namespace std::chrono_literals;
using boost::asio::awaitable;

namespace {

struct idle : line {
    using line::line;

    void answer(const char* words = "+OK\r\n") {
        there->say(words);
        settle();
    }
    std::size_t noops() const {
        std::size_t found = 0;
        for (auto at = there->written.find("NOOP\r\n"); at != std::string::npos;
             at = there->written.find("NOOP\r\n", at + 1))
            ++found;
        return found - 1;  // `prepare` sent one
    }
};

limits every(std::chrono::milliseconds time) {
    limits within;
    within.keep_alive_interval = time;
    return within;
}

}  // namespace

TEST_CASE("an idle session that is kept alive sends NOOP every 25 s, and nothing else") {
    idle here;
    const auto alive = here.one.keep_alive();
    for (std::size_t times = 1; times <= 3; ++times) {
        here.advance(25s - 1ms);
        CHECK(here.noops() == times - 1);
        here.advance(1ms);
        CHECK(here.noops() == times);
        here.answer(times == 2 ? "-ERR what\r\n" : "+OK\r\n");
    }
    CHECK(here.one.phase() == phase::transaction);
}

TEST_CASE("[R65] a session that is not kept alive has no timer and no wait, before it and after it") {
    idle here;
    CHECK(here.context.stopped());
    CHECK(here.clock->armed() == 0);
    {
        auto alive = here.one.keep_alive();
        CHECK(here.clock->armed() == 1);
        const auto another = here.one.keep_alive();
        auto taker = std::move(alive);
        alive = std::move(taker);
        here.settle();
        CHECK(here.clock->armed() == 1);
    }
    here.settle();
    CHECK(here.clock->armed() == 0);
    CHECK(here.context.stopped());
    here.advance(60s);
    CHECK(here.noops() == 0);
    const auto asked = here.begin(named("stat"));
    here.answer("+OK 3 192\r\n");
    CHECK(asked->succeeded());
    CHECK(here.clock->armed() == 0);
}

TEST_CASE("a session that is kept alive notices a lost connection at once, and the server's last words") {
    for (const bool says : {true, false}) {
        CAPTURE(says);
        idle here;
        const auto alive = here.one.keep_alive();
        here.settle();
        if (says) here.answer("-ERR autologout\r\n");
        CHECK(here.one.phase() == phase::transaction);
        here.there->hang_up();
        here.settle();
        CHECK(here.one.phase() == phase::closed);
        CHECK(here.there->closed);
        CHECK(here.clock->armed() == 0);
        const auto asked = here.begin(named("stat"));
        CHECK(asked->code() == errc::closed);
        CHECK(asked->thrown()->reply() == (says ? "autologout" : ""));
    }
}

TEST_CASE("[R30] bytes that came while idle are not taken for the reply to a NOOP or to a command") {
    for (const bool asks : {true, false}) {
        CAPTURE(asks);
        idle here;
        const auto alive = here.one.keep_alive();
        here.settle();
        here.answer("+OK 3 192\r\n");
        std::unique_ptr<started> asked;
        if (asks)
            asked = here.begin(named("stat"));
        else
            here.advance(25s);
        CHECK(here.one.phase() == phase::closed);
        CHECK(here.noops() == 0);
        if (asked) CHECK(asked->code() == errc::unsolicited_data);
    }
}

TEST_CASE("a server that sends without end while the session is idle ends it") {
    idle here;
    const auto alive = here.one.keep_alive();
    here.settle();
    here.there->floods = [] { return std::string(4'000, 'x'); };
    here.answer("x");
    CHECK(here.one.phase() == phase::closed);
    const auto asked = here.begin(named("stat"));
    CHECK(asked->code() == errc::unsolicited_data);
}

TEST_CASE("a NOOP without a reply ends the session after 180 s") {
    idle here;
    const auto alive = here.one.keep_alive();
    here.advance(25s + 180s - 1ms);
    CHECK(here.one.phase() == phase::transaction);
    CHECK(here.noops() == 1);
    here.advance(1ms);
    CHECK(here.one.phase() == phase::closed);
    CHECK(here.clock->armed() == 0);
}

TEST_CASE("a command puts the next NOOP off, and its round trips are counted") {
    idle here;
    const auto alive = here.one.keep_alive();
    const auto trips = here.one.counters().round_trips;
    here.advance(20s);
    const auto asked = here.begin(named("stat"));
    here.answer("+OK 3 192\r\n");
    CHECK(asked->succeeded());
    CHECK(here.one.counters().round_trips == trips + 1);
    here.advance(25s - 1ms);
    CHECK(here.noops() == 0);
    here.advance(1ms);
    CHECK(here.noops() == 1);
    here.answer();
    CHECK(here.one.counters().round_trips == trips + 2);
    const auto again = here.begin(named("stat"));
    here.answer("+OK 3 192\r\n");
    CHECK(again->succeeded());
    CHECK(here.one.counters().round_trips == trips + 3);
}

TEST_CASE("no NOOP is sent while a reply is due, and none before the login") {
    idle here;
    const auto alive = here.one.keep_alive();
    const auto asked = here.begin(named("stat"));
    here.advance(100s);
    CHECK(here.noops() == 0);
    here.answer("+OK 3 192\r\n");
    CHECK(asked->succeeded());

    idle early({}, needs::connection);
    const auto kept = early.one.keep_alive();
    early.settle();
    CHECK(early.context.stopped());
    CHECK(early.clock->armed() == 0);
    early.mute = false;
    const auto login = early.begin(named("login"));
    REQUIRE(login->succeeded());
    early.advance(25s);
    CHECK(early.there->wrote("NOOP"));
}

TEST_CASE("the interval is a limit, and its maximum keeps no session alive") {
    idle slow(every(60s));
    const auto kept = slow.one.keep_alive();
    slow.advance(60s - 1ms);
    CHECK(slow.noops() == 0);
    slow.advance(1ms);
    CHECK(slow.noops() == 1);

    idle off(every(std::chrono::milliseconds::max()));
    const auto none = off.one.keep_alive();
    off.advance(10min);
    CHECK(off.noops() == 0);
    CHECK(off.clock->armed() == 0);
    CHECK(off.context.stopped());
}

TEST_CASE("a retrieval keeps its session alive between two messages, until it is destroyed") {
    idle here;
    here.mute = false;
    gate door(here.context);
    const auto body = [&]() -> awaitable<void> {
        auto messages = here.one.retrieve({here.one.numbered(1)});
        auto message = co_await messages.next();
        static_cast<void>(co_await message->text());
        co_await door.passed();
    };
    const started loop(here.context.get_executor(), body);
    here.advance(50s);
    CHECK(here.noops() == 2);
    door.open();
    here.settle();
    CHECK(loop.succeeded());
    CHECK(here.clock->armed() == 0);
    here.advance(50s);
    CHECK(here.noops() == 2);
    CHECK(here.context.stopped());
}

TEST_CASE("a keep_alive may outlive its session, and its context") {
    std::optional<keep_alive> outlives;
    {
        idle here;
        outlives = here.one.keep_alive();
        here.one.close();
        here.settle();
        CHECK(here.clock->armed() == 0);
        const auto late = here.one.keep_alive();
        CHECK(here.context.stopped());
    }
    outlives.reset();
    std::optional<idle> here(std::in_place);
    outlives = here->one.keep_alive();
    here.reset();
    outlives.reset();
}

TEST_CASE("a session whose context has ended can be asked for a retrieval and kept alive, to no effect") {
    auto here = std::make_unique<boost::asio::io_context>();
    session one(*here);
    auto before = session(*here);
    const auto held = before.keep_alive();
    here.reset();
    auto alive = one.keep_alive();
    auto again = before.keep_alive();
    alive = std::move(again);
    const auto messages = one.retrieve(std::vector<mail>());
    CHECK_FALSE(one.is_open());
}

TEST_CASE("leave and quit end a session that is kept alive, at any step of its NOOP") {
    for (const auto* const way_out : {"leave", "quit"})
        for (const bool silent : {false, true}) {
            CAPTURE(way_out);
            idle here;
            const auto alive = here.one.keep_alive();
            here.mute = silent;
            here.advance(25s);
            CHECK(here.noops() == 1);
            const auto asked = here.begin(named(way_out));
            if (silent) here.answer();
            if (silent) here.answer();
            CHECK(asked->succeeded());
            CHECK(here.one.phase() == phase::closed);
            CHECK(here.clock->armed() == 0);
        }
}

TEST_CASE("[R66][R71][R72] the guard, the session, the stream or the context ends at any step of a NOOP") {
    enum class end { guard, session, stream, context };
    for (const auto what : {end::guard, end::session, end::stream, end::context})
        for (std::size_t step = 0; step < 8; ++step) {
            CAPTURE(static_cast<int>(what));
            CAPTURE(step);
            auto here = std::make_unique<idle>();
            here->mute = false;
            std::optional<keep_alive> alive(here->one.keep_alive());
            here->settle();
            here->clock->ring_next();
            here->context.restart();
            for (std::size_t handlers = 0; handlers < step; ++handlers)
                here->context.poll_one();
            if (what == end::context) {
                here.reset();
                continue;
            }
            if (what == end::guard) alive.reset();
            if (what == end::session) here->one = session(here->context);
            if (what == end::stream) here->there->hang_up();
            here->settle();
            CHECK(here->clock->armed() == 0);
            CHECK(here->context.stopped());
            CHECK(here->noops() <= 1);
            if (what != end::guard) continue;
            const auto asked = here->begin(named("stat"));
            CHECK(asked->succeeded());
        }
}
