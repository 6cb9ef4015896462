// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "net/line.hpp"

using namespace popline;
using namespace popline::test;
using namespace std::chrono_literals;

namespace {

/// Silence up to a millisecond before the limit is borne, and the limit is not.
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

TEST_CASE("[R57] a handshake that does not come behind STLS") {
    stage bare;
    const auto silent = bare.peer(script().reply("+OK ready\r\n").expect("STLS\r\n").reply("+OK\r\n"));
    session one(bare.context);
    const started asked(bare.context.get_executor(),
                        [&] { return one.connect(server("192.0.2.1").security(security::stls)); });
    bare.advance(15s - 1ms);
    CHECK(asked.completions() == 0);
    bare.advance(1ms);
    CHECK(asked.code() == errc::handshake_timed_out);
    CHECK(!silent->wrote("AUTH"));
}

TEST_CASE("[R58][R65] a reply that does not come ends the session after 60 s, QUIT's after 300 s") {
    line here;
    ends_at(here, *here.begin(named("stat")), 60s, errc::reply_timed_out);
    line leaving;
    ends_at(leaving, *leaving.begin(named("quit")), 300s, errc::commit_unconfirmed);
}

TEST_CASE("[R65] behind the last answer, and behind the end, no timer, no wait and no handler is left") {
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
        here.advance(30s);
        here.there->say(std::string(enough ? 4091 : 4089, 'x'));
        here.advance(29s);
        here.there->say("x");
        CHECK(asked->completions() == 0);
        here.advance(1s);
        CHECK(asked->completions() == (enough ? 0 : 1));
        if (!enough) continue;
        here.advance(59s);
        CHECK(asked->code() == errc::reply_timed_out);
    }
}

TEST_CASE("[R59] slow replies, each within the limit, do not add up") {
    line here;
    const auto asked = here.begin(named("remove batch"));
    for (int reply = 0; reply < 3; ++reply) {
        here.advance(59s);
        CHECK(asked->completions() == 0);
        here.there->say("+OK\r\n");
    }
    here.settle();
    CHECK(asked->succeeded());
    CHECK(here.clock->armed() == 0);
}

TEST_CASE("[R61] a peer that does not read ends the session after 60 s") {
    line here;
    here.there->take_only(2);
    const auto asked = here.begin(named("stat"));
    here.advance(60s - 1ms);
    CHECK(asked->completions() == 0);
    here.advance(1ms);
    CHECK(asked->completions() == 1);
    CHECK(asked->code() == errc::write_timed_out);
}

TEST_CASE("[R61] the first write of a session has its time, too") {
    line here({}, needs::connection);
    here.there->take_only(0);
    const auto asked = here.begin(named("capabilities"));
    here.advance(59s);
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
