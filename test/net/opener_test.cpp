// SPDX-License-Identifier: BSL-1.0
#include "net/opener.hpp"

#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <optional>
#include <popline/errc.hpp>

#include "net/seams.hpp"
#include "net/tls_stage.hpp"
#include "support/certificates.hpp"

namespace popline::test {

using namespace std::chrono_literals;
using net::failure;
using net::opener;

namespace {

/// An opener without a connection, and the results of its steps.
struct way_to : stage {
    way_to() { resolver->knows("pop.example.com", {"192.0.2.1"}); }

    void start(bool with_tls) {
        boost::asio::co_spawn(context, steps(with_tls),
                              boost::asio::bind_cancellation_slot(
                                  cancel.slot(), [](std::exception_ptr why) { CHECK_FALSE(why); }));
        settle();
    }
    boost::asio::awaitable<void> steps(bool with_tls) {
        const auto by = way;
        const auto destination = net::destination::of(to);
        failure why = co_await opener::connect(by, destination);
        if (!why && with_tls) why = co_await opener::secure(by, to, alpn::pop3);
        ended = why.code;
    }

    server to = server("pop.example.com").tls(our_authority());
    const std::unique_ptr<net::timer> timer = clock->make_timer(context.get_executor());
    std::shared_ptr<opener> way = std::make_shared<opener>(context.get_executor(), *timer, to.limits());
    std::optional<boost::system::error_code> ended;
    boost::asio::cancellation_signal cancel;
};

}  // namespace

TEST_CASE("an opener connects, and shakes hands over what it connected") {
    for (const bool with_tls : {false, true}) {
        CAPTURE(with_tls);
        way_to one;
        const auto there = one.peer(plain_greeting, plain_answer);
        if (with_tls) there->secure(make_server({}));
        one.start(with_tls);
        CHECK(one.ended == boost::system::error_code());
        CHECK(one.way->way.stream);
        CHECK((one.way->way.tls != nullptr) == with_tls);
        CHECK(one.clock->armed() == 0);
    }
}

TEST_CASE("an opener says which step failed, and keeps no timer") {
    {
        way_to unknown;
        unknown.resolver->fails("elsewhere.example.com", boost::asio::error::host_not_found);
        unknown.to = server("elsewhere.example.com");
        unknown.start(true);
        CHECK(unknown.ended == errc::resolve_failed);
    }
    {
        way_to refused;
        refused.connector->refuses("192.0.2.1", boost::asio::error::connection_refused);
        refused.start(true);
        CHECK(refused.ended == errc::connect_failed);
        CHECK(refused.clock->armed() == 0);
    }
    way_to silent;
    const auto there = silent.peer("", plain_answer);
    silent.start(true);
    CHECK_FALSE(silent.ended);
    silent.advance(15s - 1ms);
    CHECK_FALSE(silent.ended);
    silent.advance(1ms);
    CHECK(silent.ended == errc::handshake_timed_out);
    CHECK(there->closed);
    CHECK(silent.clock->armed() == 0);
}

TEST_CASE("a limit that has ended does not end the step after it, though its timer has expired") {
    way_to one;
    one.way->begin_limit(5s, errc::connect_timed_out);
    REQUIRE(one.clock->ring_next());  // the handler is posted, and has not run yet
    one.way->end_limit();
    one.way->begin_limit(15s, errc::handshake_timed_out);
    one.settle();
    CHECK_FALSE(one.way->verdict());
    one.advance(15s);
    CHECK(one.way->verdict().code == errc::handshake_timed_out);
}

TEST_CASE("[R39] bytes that were read before a handshake end it, and nothing is written") {
    way_to one;
    const auto there = one.peer(plain_greeting, plain_answer);
    there->secure(make_server({}));
    one.start(false);
    one.way->way.leftover = "+OK forged\r\n";
    boost::asio::co_spawn(one.context, opener::secure(one.way, one.to, alpn::pop3),
                          [&](std::exception_ptr thrown, failure why) {
                              CHECK_FALSE(thrown);
                              one.ended = why.code;
                          });
    one.settle();
    CHECK(one.ended == errc::plaintext_after_stls);
    CHECK(there->taken == 0);
    CHECK(one.clock->armed() == 0);
}

TEST_CASE("[R61] a step that is cancelled or stopped ends at once, whichever it is") {
    for (const bool connects : {true, false})
        for (const bool by_caller : {true, false}) {
            CAPTURE(connects);
            CAPTURE(by_caller);
            way_to one;
            if (!connects) one.peer("", plain_answer);  // otherwise no peer answers
            one.start(true);
            CHECK_FALSE(one.ended);
            if (by_caller)
                one.cancel.emit(boost::asio::cancellation_type::terminal);
            else
                one.way->stop({errc::session_closed});
            one.settle();
            if (by_caller)
                CHECK(one.ended == boost::asio::error::operation_aborted);
            else
                CHECK(one.ended == errc::session_closed);
            CHECK(one.clock->armed() == 0);
        }
}

TEST_CASE("[R71] a session that is closed at any step of its opening is closed, and its connect says so") {
    bool steps_are_left = true;
    for (int step = 0; steps_are_left; ++step) {
        CAPTURE(step);
        stage bare;
        const auto there = bare.peer(script().reply("+OK ready\r\n").expect("STLS\r\n").reply("+OK\r\n"));
        session one(bare.context);
        const started asked(bare.context.get_executor(),
                            [&] { return one.connect(server("192.0.2.1").security(security::stls)); });
        for (int done = 0; done < step && steps_are_left; ++done)
            steps_are_left = bare.context.poll_one() > 0;
        one.close();
        bare.context.restart();
        bare.settle();
        CHECK(one.phase() == phase::closed);
        CHECK(asked.code() == errc::session_closed);
    }
}

TEST_CASE("[R72][R73] when the context ends, the coroutine of a step is destroyed") {
    for (const bool connects : {true, false}) {
        CAPTURE(connects);
        way_to one;
        if (!connects) one.peer("", plain_answer);
        one.start(true);
        const std::weak_ptr<opener> kept = one.way;
        one.way->shut_down();
        one.way.reset();
        one.settle();
        CHECK_FALSE(one.ended);
        CHECK(kept.expired());
    }
}

}  // namespace popline::test
