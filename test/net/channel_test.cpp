// SPDX-License-Identifier: BSL-1.0
#include "net/channel.hpp"

#include <doctest/doctest.h>

#include <boost/asio/error.hpp>
#include <popline/errc.hpp>

#include "net/open_channel.hpp"
#include "net/scarce_executor.hpp"

namespace popline::test {

using net::direction;
using net::exchange;
using net::posted;
using protocol::verb;
using standing = protocol::entry::standing;

TEST_CASE(
    "commands that are submitted side by side ask for one flush, and a command that only rides for none") {
    open_channel one;
    auto riding = protocol::build(verb::capa, protocol::shape::lines);
    riding.leaves = protocol::urgency::rides;
    one.submit(std::move(riding));
    CHECK_FALSE(one.on.is_flush_pending());
    one.submit(verb::noop);
    CHECK(one.on.is_flush_pending());
    one.submit(verb::stat);
    one.settle();
    CHECK(one.told->posted == std::vector{posted::write});
    CHECK_FALSE(one.on.is_flush_pending());
    CHECK(one.on.pipeline.waiting() == 3);
}

TEST_CASE("a command that cannot be written is refused, and asks for no flush") {
    open_channel one;
    auto& refused = one.submit(protocol::build(verb::other, protocol::shape::status, "two\r\nlines"));
    CHECK(one.refused == errc::invalid_argument);
    CHECK(refused.stands == standing::idle);
    CHECK_FALSE(one.on.is_flush_pending());
}

TEST_CASE("while a coroutine runs inside a handler, a flush waits for the end of the handler") {
    open_channel one;
    auto& inside = one.on.waiters.inside;
    exchange reader;
    inside.insist_on(reader);
    inside.begin_resuming();
    one.submit(verb::noop);
    one.submit(verb::noop);
    CHECK(one.on.is_flush_pending());
    inside.end_resuming();
    CHECK(one.on.take_flush_due());
    CHECK_FALSE(one.on.take_flush_due());
    one.settle();
    CHECK(one.told->posted.empty());

    one.on.request_flush();
    inside.insist_on(reader);
    inside.begin_resuming();
    one.on.request_flush();  // a flush is posted already
    CHECK_FALSE(one.on.take_flush_due());
}

TEST_CASE("[R38] the first failure ends the connection, and is what all commands end with") {
    open_channel one;
    one.on.pipeline.width().widen();
    int resumed = 0;
    auto& written = one.submit(verb::noop);
    one.count_as_written();
    auto& queued = one.submit(verb::stat);
    auto& unheld = one.submit(verb::rset);
    unheld.leases = 0;
    auto& ended = one.on.waiters.exchanges.take();  // its reply has come, and its coroutine still waits
    for (auto* const each : {&written, &queued, &ended})
        begin_wait(one.on.waiters, *each, resumed);
    one.on.wait_for(direction::read);
    CHECK(one.clock->armed() == 1);

    one.on.fail({errc::reply_timed_out, "words"});
    one.on.fail({errc::closed});
    CHECK(one.on.has_failed());
    CHECK(one.on.failed().code == errc::reply_timed_out);
    CHECK(one.on.failed().words == "words");
    CHECK(one.on.state.phase() == phase::closed);
    CHECK(one.there->closed);
    CHECK(one.clock->armed() == 0);
    CHECK_FALSE(one.on.waiters.any());
    CHECK(written.stands == standing::idle);
    CHECK(&one.on.waiters.exchanges.take() == &unheld);  // the exchange was returned to the pool
    one.settle();
    CHECK(resumed == 3);

    one.submit(verb::noop);
    CHECK(one.refused == errc::reply_timed_out);
}

TEST_CASE("a connection that has not failed has no failure, and one that never opened may fail") {
    stage bare;
    net::channel one(bare.context.get_executor());
    CHECK_FALSE(one.failed());
    one.fail({errc::session_closed});
    CHECK(one.failed().code == errc::session_closed);
}

TEST_CASE("a pending wait for bytes is not begun again, and counts as one round trip") {
    open_channel one;
    one.submit(verb::noop);
    one.count_as_written();
    one.on.transport.write("NOOP\r\n", one.refused);
    one.on.wait_for(direction::read);
    one.on.wait_for(direction::read);
    CHECK(one.there->mismatch.find("second wait") == std::string::npos);
    CHECK(one.on.transport.counted().flights == 1);
    CHECK(one.clock->armed() == 1);
    one.there->say("+OK\r\n");
    one.settle();
    CHECK(one.told->ready == std::vector{direction::read});
}

TEST_CASE("how long a reply may take depends on the command that is due first") {
    limits within;
    for (const auto what : {verb::noop, verb::quit}) {
        open_channel one;
        CHECK_FALSE(one.on.due().any);
        auto& asked = one.submit(what);
        one.submit(verb::noop);
        one.count_as_written();
        CHECK(one.on.due().any);
        CHECK(one.on.due().most == (what == verb::quit ? within.quit_timeout : within.progress_timeout));
        CHECK_FALSE(one.on.due().abandoned);
        one.on.drop(asked);
        CHECK(one.on.due().abandoned);
    }
    open_channel opening;
    auto& greeting = opening.on.waiters.exchanges.take();
    greeting.what.name = verb::greeting;
    opening.on.pipeline.expect_greeting(greeting);
    CHECK(opening.on.due().most == within.greeting_timeout);
}

TEST_CASE("[R65] a connection at rest keeps no wait, no timer and no exchange, unless a coroutine goes on") {
    open_channel one;
    one.on.wait_for(direction::read);
    auto& first = one.on.waiters.exchanges.take();
    auto& second = one.on.waiters.exchanges.take();
    exchange reader;
    one.on.waiters.inside.insist_on(reader);
    one.on.go_idle();
    CHECK(one.clock->armed() == 1);
    one.on.waiters.inside.begin_resuming();
    one.on.waiters.inside.end_resuming();

    one.on.waiters.exchanges.put_back(first);
    one.on.waiters.exchanges.put_back(second);
    one.on.go_idle();
    CHECK(one.clock->armed() == 0);
    CHECK(std::distance(one.on.waiters.exchanges.begin(), one.on.waiters.exchanges.end()) == 1);
    one.settle();
    CHECK(one.told->ready == std::vector{direction::read});
    CHECK(one.told->failure == boost::asio::error::operation_aborted);
}

TEST_CASE("exchanges that no lease holds are used again, and a busy connection frees none meanwhile") {
    open_channel one;
    auto& exchanges = one.on.waiters.exchanges;
    const auto count = [&] { return std::distance(exchanges.begin(), exchanges.end()); };
    auto& first = exchanges.take();
    auto& second = exchanges.take();
    one.on.release(first);
    CHECK(count() == 2);
    exchange reader;
    one.on.waiters.inside.insist_on(reader);
    one.on.waiters.inside.begin_resuming();  // the coroutine may submit more
    one.on.release(second);
    CHECK(count() == 2);
    one.on.waiters.inside.end_resuming();
    one.on.release(exchanges.take());
    CHECK(count() == 1);
}

TEST_CASE("the newest CAPA is the one that is due, until it was dropped or released, or its reply has come") {
    const auto ask = [](open_channel& of) -> exchange& {
        return of.submit(protocol::build(verb::capa, protocol::shape::lines));
    };
    for (const int way : {0, 1, 2}) {
        CAPTURE(way);
        open_channel one;
        CHECK(one.on.capabilities_due() == nullptr);
        auto& older = ask(one);
        auto& newest = ask(one);
        CHECK(one.on.capabilities_due() == &newest);
        one.on.drop(older);
        CHECK(one.on.capabilities_due() == &newest);
        if (way == 0) one.on.drop(newest);
        if (way == 1) one.on.release(newest);
        if (way == 2) one.on.capabilities_came(newest);
        CHECK(one.on.capabilities_due() == nullptr);
        CHECK(one.on.state.capabilities().has_value() == (way == 2));
    }
}

TEST_CASE("a reply to CAPA that was given up is not believed") {
    open_channel one;
    auto& asked = one.submit(protocol::build(verb::capa, protocol::shape::lines));
    asked.dropped = true;
    asked.reply.lines = "PIPELINING\n";
    one.on.capabilities_came(asked);
    CHECK_FALSE(one.on.state.capabilities());
    CHECK(one.on.pipeline.width().commands() == 1);
}

TEST_CASE("[R23] commands are pipelined as long as the server announces it, unless the user has decided") {
    const auto announced = capabilities::from_text("PIPELINING\n");
    open_channel one;
    one.on.set_capabilities(announced);
    CHECK(one.on.pipeline.width().commands() > 1);
    one.on.set_capabilities({});
    CHECK(one.on.pipeline.width().commands() == 1);

    open_channel off(stage::where().pipelining(pipelining::off()));
    off.on.set_capabilities(announced);
    CHECK(off.on.pipeline.width().commands() == 1);
    open_channel seven(stage::where().pipelining(pipelining::window(7)));
    seven.on.set_capabilities({});
    CHECK(seven.on.pipeline.width().commands() == 7);
}

TEST_CASE("[R72] when the context ends, coroutines are destroyed, and the stream with them") {
    open_channel one;
    auto& asked = one.submit(verb::noop);
    auto held = std::make_shared<int>(0);
    asked.waits.hold([held] { ++*held; }, [](boost::asio::cancellation_type) {});
    one.on.shut_down();
    CHECK(one.on.is_shut_down());
    CHECK(one.on.failed().code == errc::session_closed);
    CHECK(one.on.state.phase() == phase::closed);
    CHECK_FALSE(one.on.transport.is_open());
    CHECK(held.use_count() == 1);
    CHECK(one.clock->armed() == 0);

    open_channel other;
    other.on.fail({errc::closed});
    other.on.shut_down();
    CHECK(other.on.failed().code == errc::closed);
}

TEST_CASE("[R120] a connection that finds no memory for a handler fails") {
    stage bare;
    std::size_t without_memory = 0;
    const auto told = std::make_shared<kept_events>();
    net::channel one(scarce_executor{&bare.context, &without_memory});
    one.report_to(told);
    without_memory = 1;
    one.post(posted::read);
    CHECK(one.failed().code == boost::system::errc::not_enough_memory);
    CHECK(without_memory == 0);

    open_channel other;
    other.submit(verb::noop);
    other.count_as_written();
    other.clock->lack_memory(true);
    other.on.wait_for(direction::read);
    CHECK(other.on.failed().code == boost::system::errc::not_enough_memory);
}

}  // namespace popline::test
