// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/error.hpp>

#include "net/line.hpp"
#include "net/tls_stage.hpp"

// `leave`: QUIT without a wait for its reply, if QUIT commits no deletion.

using namespace popline;
using namespace popline::test;
using namespace std::chrono_literals;
using boost::asio::awaitable;

namespace {

struct leaving : line {
    using line::line;

    std::unique_ptr<started> leave() { return begin(named("leave")); }
    /// What the session sends from now on.
    std::string sent_after(const std::function<void()>& what) {
        const auto before = there->written.size();
        what();
        settle();
        return there->written.substr(before);
    }
    started remove(message_number number) {
        return {context.get_executor(), [this, number] { return one.numbered(number).remove(); }};
    }
};

/// Checks that `leave` is refused, that QUIT is not sent, and that the session goes on.
void refuses_to_leave(leaving& here) {
    const auto asked = here.leave();
    CHECK(asked->code() == errc::deletions_pending);
    CHECK(asked->thrown()->verb() == "QUIT");
    CHECK_FALSE(here.there->wrote("QUIT"));
    CHECK(here.one.phase() == phase::transaction);
}

}  // namespace

TEST_CASE("leave completes when QUIT is written, although the server never answers") {
    leaving here;
    const auto trips = here.one.counters().round_trips;
    std::unique_ptr<started> asked;
    CHECK(here.sent_after([&] { asked = here.leave(); }) == "QUIT\r\n");
    CHECK(asked->succeeded());
    CHECK(here.one.counters().round_trips == trips);
    CHECK(here.one.phase() == phase::closed);
    CHECK(here.there->closed);
    CHECK(here.clock->armed() == 0);
    CHECK(here.context.stopped());
    const auto later = here.begin(named("stat"));
    CHECK(later->code() == errc::session_closed);
}

TEST_CASE("leave over TLS ends with QUIT and a close_notify") {
    tls_stage here(certificate_plan{});
    REQUIRE_FALSE(here.open());
    here.mute = true;
    const started asked(here.context.get_executor(), [&] { return here.one.leave(); });
    here.settle();
    CHECK(asked.succeeded());
    CHECK(here.there->written.ends_with("QUIT\r\n"));
    CHECK(here.there->tls()->saw_close_notify());
    CHECK(here.there->closed);
}

TEST_CASE("[R76] leave is refused while a message is marked, and allowed after a reset") {
    leaving here;
    here.mute = false;
    const auto removed = here.begin(named("remove one"));
    CHECK(removed->succeeded());
    refuses_to_leave(here);
    const auto undone = here.begin(named("reset"));
    CHECK(undone->succeeded());
    const auto asked = here.leave();
    CHECK(asked->succeeded());
    CHECK(here.there->written.ends_with("QUIT\r\n"));
}

TEST_CASE("[R76] leave is refused while the fate of a DELE is unknown: unanswered, or cancelled in flight") {
    for (const bool cancelled : {false, true})
        for (const bool obeyed : {false, true}) {
            CAPTURE(cancelled);
            CAPTURE(obeyed);
            leaving here;
            auto removed = here.remove(1);
            here.settle();
            if (cancelled) removed.cancel();
            here.settle();
            CHECK(removed.completions() == (cancelled ? 1 : 0));
            refuses_to_leave(here);
            here.there->say(obeyed ? "+OK\r\n" : "-ERR locked\r\n");
            here.settle();
            if (obeyed) {
                refuses_to_leave(here);
                continue;
            }
            const auto asked = here.leave();
            CHECK(asked->succeeded());
        }
}

TEST_CASE("[R76] leave is refused while the DELE of mark_deleted waits for another command") {
    leaving here;
    here.mute = false;
    std::optional<error> refused;
    const auto body = [&]() -> awaitable<void> {
        auto messages = here.one.retrieve({here.one.numbered(2)});
        auto message = co_await messages.next();
        static_cast<void>(co_await message->text());
        message->mark_deleted();
        try {
            co_await here.one.leave();
        } catch (const error& why) {
            refused = why;
        }
    };
    const started loop(here.context.get_executor(), body);
    here.settle();
    REQUIRE(loop.succeeded());
    REQUIRE(refused);
    CHECK(refused->code() == errc::deletions_pending);
    CHECK_FALSE(here.there->wrote("QUIT"));
    CHECK_FALSE(here.there->wrote("DELE"));
}

TEST_CASE("[R76] a DELE that the program wrote itself counts, in any case, and so does its RSET") {
    leaving here;
    here.mute = false;
    const auto say = [&](std::string text) {
        const started asked(here.context.get_executor(),
                            [&]() -> awaitable<void> { static_cast<void>(co_await here.one.command(text)); });
        here.settle();
        CHECK(asked.succeeded());
    };
    say("  dele  2");
    refuses_to_leave(here);
    say("Rset");
    say("XDELE 1");
    const auto asked = here.leave();
    CHECK(asked->succeeded());
}

TEST_CASE("leave waits for the replies before it, and QUIT leaves alone") {
    leaving here;
    const auto stat = here.begin(named("stat"));
    const auto asked = here.leave();
    CHECK(asked->completions() == 0);
    CHECK_FALSE(here.there->wrote("QUIT"));
    here.there->say("+OK 3 192\r\n");
    here.settle();
    CHECK(stat->succeeded());
    CHECK(asked->succeeded());
    CHECK(here.there->written.ends_with("STAT\r\nQUIT\r\n"));
}

TEST_CASE("[R57] a leave that cannot send QUIT ends the session after 5 s") {
    for (const bool writes : {true, false}) {
        CAPTURE(writes);
        leaving here;
        std::unique_ptr<started> stat;
        if (writes)
            here.there->take_only(2);
        else
            stat = here.begin(named("stat"));
        const auto asked = here.leave();
        here.advance(5s - 1ms);
        CHECK(asked->completions() == 0);
        here.advance(1ms);
        CHECK(asked->code() == errc::write_timed_out);
        CHECK(here.there->closed);
        CHECK(here.clock->armed() == 0);
        if (stat) CHECK(stat->code() == errc::write_timed_out);
    }
}

TEST_CASE("a leave that is cancelled before QUIT is sent leaves the session as it was, without its limit") {
    leaving here;
    const auto stat = here.begin(named("stat"));
    const auto asked = here.leave();
    asked->cancel();
    here.settle();
    CHECK(asked->code() == condition::cancelled);
    here.advance(6s);
    CHECK(stat->completions() == 0);
    here.there->say("+OK 3 192\r\n");
    here.settle();
    CHECK(stat->succeeded());
    CHECK_FALSE(here.there->wrote("QUIT"));
    CHECK(here.one.phase() == phase::transaction);
    CHECK(here.clock->armed() == 0);
}

TEST_CASE("a leave that is cancelled while QUIT is being written ends the session") {
    leaving here;
    here.there->take_only(2);
    const auto asked = here.leave();
    asked->cancel();
    here.settle();
    CHECK(asked->code() == condition::cancelled);
    CHECK(here.one.phase() == phase::closed);
    CHECK(here.there->closed);
    CHECK(here.clock->armed() == 0);
}

TEST_CASE("a leave whose QUIT cannot be written throws why") {
    leaving here;
    here.there->writes_fail_with = boost::asio::error::broken_pipe;
    here.there->hang_up();
    const auto asked = here.leave();
    CHECK(asked->code() == errc::closed);
    CHECK(here.one.phase() == phase::closed);
}

TEST_CASE("leave needs a connection, and is legal before the login") {
    leaving here({}, needs::connection);
    const auto asked = here.leave();
    CHECK(asked->succeeded());
    CHECK(here.there->written.ends_with("QUIT\r\n"));
    const auto again = here.leave();
    CHECK(again->code() == errc::session_closed);
    session fresh(here.context);
    const started early(here.context.get_executor(), [&] { return fresh.leave(); });
    here.settle();
    CHECK(early.code() == errc::not_connected);
}
