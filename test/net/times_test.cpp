// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "net/line.hpp"

using namespace popline;
using namespace popline::test;
using namespace std::chrono_literals;
using boost::asio::awaitable;

namespace {

/// Checks that a silence of one millisecond less than the limit is accepted, and that the limit ends it.
void ends_at(line& here, const started& asked, net::duration limit, errc code) {
    here.advance(limit - 1ms);
    CHECK(asked.completions() == 0);
    here.advance(1ms);
    CHECK(asked.completions() == 1);
    CHECK(asked.code() == code);
    CHECK(here.there->closed);
    CHECK(here.clock->armed() == 0);
    here.settle();
    CHECK(here.context.stopped());  // [R65]
}

}  // namespace

TEST_CASE("[R57] a greeting that does not come, and a connection") {
    stage bare;
    const auto silent = bare.peer("", plain_answer);
    for (const auto* host : {"192.0.2.1", "192.0.2.9"}) {
        session one(bare.context);
        const auto to = server(host).security(security::cleartext);
        const started asked(bare.context.get_executor(), [&] { return one.connect(to); });
        const bool greeting = std::string_view(host) == "192.0.2.1";
        bare.advance((greeting ? 60s : 10s) - 1ms);
        CHECK(asked.completions() == 0);
        bare.advance(1ms);
        CHECK(asked.completions() == 1);
        CHECK(asked.code() == (greeting ? errc::greeting_timed_out : errc::connect_timed_out));
        CHECK(bare.clock->armed() == 0);
    }
}

TEST_CASE("[R57] a TLS handshake that does not come") {
    stage bare;
    const auto silent = bare.peer("", plain_answer);
    session one(bare.context);
    const started asked(bare.context.get_executor(), [&] { return one.connect("192.0.2.1"); });
    bare.advance(15s - 1ms);
    CHECK(asked.completions() == 0);
    bare.advance(1ms);
    CHECK(asked.code() == errc::handshake_timed_out);
}

TEST_CASE("[R57] a handshake after STLS that the server does not answer") {
    stage bare;
    const auto silent = bare.peer(script().reply("+OK ready\r\n").expect("STLS\r\n").reply("+OK\r\n"));
    session one(bare.context);
    const started asked(bare.context.get_executor(),
                        [&] { return one.connect(server("192.0.2.1").security(security::stls)); });
    bare.advance(15s - 1ms);
    CHECK(asked.completions() == 0);
    CHECK(silent->steps == 9);  // no wait was given up and begun again
    bare.advance(1ms);
    CHECK(asked.code() == errc::handshake_timed_out);
    CHECK(!silent->wrote("AUTH"));
}

TEST_CASE("[R58][R65] a reply that does not come ends the session after 180 s, QUIT's after 300 s") {
    line here;
    ends_at(here, *here.begin(named("stat")), 180s, errc::reply_timed_out);
    line leaving;
    ends_at(leaving, *leaving.begin(named("quit")), 300s, errc::commit_unconfirmed);
}

TEST_CASE("[R65] after the last reply, and after the end, no timer, no wait and no handler is left") {
    for (const bool answered : {true, false}) {
        line here;
        const auto asked = here.begin(named("stat"));
        CHECK(here.clock->armed() == 1);
        if (answered)
            here.there->say("+OK 3 600\r\n");
        else
            here.there->hang_up();
        here.settle();
        CHECK(asked->succeeded() == answered);
        CHECK(here.clock->armed() == 0);
        CHECK(here.context.stopped());
    }
}

TEST_CASE("[R58] single octets put nothing off; 4,096 of them do") {
    for (const bool enough : {false, true}) {
        line here;
        const auto asked = here.begin(named("retrieve"));
        here.there->say("+OK\r\n");
        here.advance(150s);
        here.there->say(std::string(enough ? 4091 : 4089, 'x'));
        here.advance(29s);
        here.there->say("x");
        CHECK(asked->completions() == 0);
        here.advance(1s);
        CHECK(asked->completions() == (enough ? 0 : 1));
        if (!enough) continue;
        here.advance(179s);
        CHECK(asked->code() == errc::reply_timed_out);
    }
}

TEST_CASE("[R59] slow replies, each within the limit, do not add up") {
    line here;
    const auto asked = here.begin(named("remove batch"));
    for (int reply = 0; reply < 3; ++reply) {
        here.advance(179s);
        CHECK(asked->completions() == 0);
        here.there->say("+OK\r\n");
    }
    here.settle();
    CHECK(asked->succeeded());
    CHECK(here.clock->armed() == 0);
}

TEST_CASE("[R61] a peer that does not read ends the session after 180 s") {
    line here;
    here.there->take_only(2);
    const auto asked = here.begin(named("stat"));
    here.advance(180s - 1ms);
    CHECK(asked->completions() == 0);
    here.advance(1ms);
    CHECK(asked->completions() == 1);
    CHECK(asked->code() == errc::write_timed_out);
}

TEST_CASE("[R61] the first write of a session has its time, too") {
    line here({}, needs::connection);
    here.there->take_only(0);
    const auto asked = here.begin(named("capabilities"));
    here.advance(179s);
    CHECK(asked->completions() == 0);
    here.advance(1s);
    CHECK(asked->code() == errc::write_timed_out);
}

TEST_CASE("[R67] an abandoned reply may take 10 s, waited for or not") {
    line here;
    const auto asked = here.begin(named("stat"));
    here.advance(30s);
    asked->cancel();
    here.settle();
    CHECK(asked->code() == condition::cancelled);
    here.advance(10s - 1ms);
    CHECK(!here.there->closed);
    here.advance(1ms);
    CHECK(here.there->closed);
    const auto behind = here.begin(named("stat"));
    CHECK(behind->code() == errc::drain_limit);
}

TEST_CASE("[R67] abandoned replies that came do not count against later ones") {
    line here;
    for (int times = 0; times < 5; ++times) {
        const auto asked = here.begin(named("stat"));
        asked->cancel();
        here.advance(9s);
        here.there->say("+OK 1 1\r\n");
        here.settle();
        CHECK(!here.there->closed);
    }
}
namespace {

limits without_times() {
    limits within;
    within.connect_timeout = within.address_timeout = within.next_address_delay = within.handshake_timeout =
        within.greeting_timeout = within.progress_timeout = within.quit_timeout = within.drain_timeout =
            std::chrono::milliseconds::max();
    return within;
}

}  // namespace

TEST_CASE("[R57][R58] a time at its maximum is no limit, for each step and each reply") {
    for (const auto* const what : {"stat", "quit", "mails", "retrieve"}) {
        INFO(std::string(what));
        line here(without_times());
        const auto asked = here.begin(named(what));
        here.advance(2h);
        CHECK(asked->completions() == 0);
        CHECK(here.one.phase() == phase::transaction);
    }
    line drains(without_times());
    const auto given_up = drains.begin(named("retrieve"));
    given_up->cancel();
    drains.advance(2h);
    CHECK(drains.one.phase() == phase::transaction);
    line unread(without_times());
    unread.there->take_only(2);
    const auto asked = unread.begin(named("stat"));
    unread.advance(2h);
    CHECK(asked->completions() == 0);

    for (const auto* host : {"192.0.2.1", "192.0.2.9"})
        for (const auto way : {security::cleartext, security::implicit_tls}) {
            INFO(std::string(host), way == security::cleartext ? " in clear" : " over TLS");
            stage bare;
            const auto silent = bare.peer("", plain_answer);
            session one(bare.context);
            const auto to = server(host).security(way).limits(without_times());
            const started opens(bare.context.get_executor(), [&] { return one.connect(to); });
            bare.advance(2h);
            CHECK(opens.completions() == 0);
        }
}

TEST_CASE("[R112] within: a time at its maximum is no limit, and one that is over ends at once") {
    line here;
    const started patient(here.context.get_executor(), [&]() -> awaitable<void> {
        co_await within(std::chrono::steady_clock::duration::max(), here.one.noop());
    });
    here.advance(100s);
    CHECK(patient.completions() == 0);
    here.there->say("+OK\r\n");
    here.settle();
    CHECK(patient.succeeded());
    for (const auto none :
         {std::chrono::steady_clock::duration::zero(), std::chrono::steady_clock::duration::min()}) {
        line there;
        const started hasty(there.context.get_executor(),
                            [&]() -> awaitable<void> { co_await within(none, there.one.noop()); });
        there.advance(0s);
        CHECK(hasty.code() == errc::timed_out);
    }
}

TEST_CASE("[R112] within: each operation says what it was, and a commit stays unconfirmed") {
    for (const auto& what : operations) {
        if (what.before != needs::login) continue;
        INFO(what.name);
        line here;
        if (what.name == "leave") here.there->take_only(0);  // it waits for no reply
        const started limited(here.context.get_executor(),
                              [&]() -> awaitable<void> { co_await within(1s, what.run(here.one, here.to)); });
        here.advance(1s - 1ms);
        REQUIRE(limited.completions() == 0);
        here.advance(1ms);
        REQUIRE(limited.completions() == 1);
        const auto why = limited.thrown();
        REQUIRE(why);
        const bool commits = what.name == "quit";
        CHECK(why->code() == (commits ? errc::commit_unconfirmed : errc::timed_out));
        CHECK_FALSE(why->code() == condition::cancelled);
        CHECK(why->code() == condition::try_later);
        CHECK((why->code() == condition::timed_out) == !commits);
        CHECK_FALSE(why->verb().empty());
        if (what.name == "retrieve") CHECK(why->number() == 2);
        if (commits) CHECK(why->cause() == errc::timed_out);
    }
}
