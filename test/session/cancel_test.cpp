// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "scene.hpp"

namespace popline::test {

namespace {

using namespace std::chrono_literals;

/// Runs an operation, cancels it when `when()` is true, and returns how it ended.
template <class Operation, class When>
awaitable<boost::system::error_code> cancelled(awaitable<Operation> operation, When when) {
    boost::asio::cancellation_signal cancel;
    std::exception_ptr outcome;
    bool over = false;
    auto run = [&]() -> awaitable<void> { static_cast<void>(co_await std::move(operation)); };
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::co_spawn(executor, run(),
                          boost::asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr why) {
                              outcome = why;
                              over = true;
                          }));
    while (!over && !when())
        co_await turn();
    cancel.emit(boost::asio::cancellation_type::terminal);
    while (!over)
        co_await turn();
    co_return code_of(outcome);
}

}  // namespace

TEST_CASE("[R67] a sent command that is cancelled ends at once, and each later command gets its own reply") {
    embedded there;
    fill(there, 3);
    auto body = [&](session& session) -> awaitable<void> {
        co_await session.noop();
        there.server.delay(30ms);
        const auto heard = there.server.transcript().size();
        const auto sent = [&] { return there.server.transcript().size() > heard; };
        const auto code = co_await cancelled(session.stat(), sent);
        CHECK(code == condition::cancelled);
        CHECK_FALSE(code == condition::timed_out);
        const auto listed = co_await session.numbered(2).list();
        CHECK(listed.number == 2);
        CHECK(session.counters().abandoned_replies == 1);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R66] a queued command that is cancelled is never written") {
    embedded there;
    fill(there, 3);
    auto body = [&](session& session) -> awaitable<void> {
        co_await session.noop();
        const auto at_once = [] { return true; };
        auto code = co_await cancelled(session.stat(), at_once);
        CHECK(code == condition::cancelled);
        code = co_await cancelled(session.numbered(1).remove(), at_once);
        CHECK(code == condition::cancelled);
        code = co_await cancelled(session.numbered(1).text(), at_once);
        CHECK(code == condition::cancelled);
        co_await session.noop();
    };
    play(there, there.secured(), body);
    CHECK(count(there.server.transcript(), "STAT") == 0);
    CHECK(count(there.server.transcript(), "DELE") == 0);
    CHECK(count(there.server.transcript(), "RETR") == 0);
}

TEST_CASE(
    "[R68] if a retrieve is cancelled in its body, the sink is not called again, and the session goes on") {
    embedded there;
    const auto sent = fill(there, 2, 2'000'000);
    auto body = [&](session& session) -> awaitable<void> {
        std::size_t seen = 0;
        auto sink = [&](std::string_view octets) { seen += octets.size(); };
        const auto amid = [&] { return seen > 0; };
        const auto code = co_await cancelled(session.numbered(1).retrieve(sink), amid);
        CHECK(code == condition::cancelled);
        const auto then = seen;
        CHECK(then < sent[0].size());
        const auto text = co_await session.numbered(2).text();
        CHECK(text == sent[1]);
        CHECK(seen == then);
    };
    play(there, there.secured(), body);
}

TEST_CASE("after a cancelled next(), the next call returns the same message") {
    embedded there;
    const auto sent = fill(there, 3);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        there.server.delay(30ms);
        for (int attempt = 0; attempt < 2; ++attempt) {
            int turns = 0;
            const auto soon = [&] { return ++turns > attempt * 3; };
            const auto code = co_await cancelled(messages.next(), soon);
            CHECK(code == condition::cancelled);
            CHECK(messages.remaining().size() == 3);
        }
        std::vector<std::string> got;
        while (auto message = co_await messages.next())
            got.push_back(co_await message->text());
        CHECK(got == sent);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R70] a cancelled login or connect ends the session") {
    embedded there;
    session first(there.context), second(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await first.connect(there.secured());
        there.server.delay(30ms);
        const auto sent = [&] { return count(there.server.transcript(), "AUTH") > 0; };
        auto code = co_await cancelled(first.login(known_user()), sent);
        CHECK(code == condition::cancelled);
        CHECK(first.phase() == phase::closed);
        const auto why = co_await failure_of(first.stat());
        CHECK(why.code() == errc::session_closed);

        there.server.heal().silent();
        const auto connected = [&] { return there.server.counts().sessions == 2; };
        code = co_await cancelled(second.connect(there.plain()), connected);
        CHECK(code == condition::cancelled);
        CHECK(second.phase() == phase::closed);
    };
    play(there.context, body);
}

TEST_CASE(
    "[R75] within: timed out is not cancelled, ends its operation alone, and an outer cancellation passes") {
    embedded there;
    fill(there, 2);
    auto body = [&](session& session) -> awaitable<void> {
        const auto there_is = co_await within(10s, session.stat());
        CHECK(there_is.messages == 2);
        there.server.delay(100ms);
        const auto why = co_await failure_of(within(5ms, session.stat()));
        CHECK(why.code() == errc::timed_out);
        CHECK(why.code() == condition::timed_out);
        CHECK_FALSE(why.code() == condition::cancelled);
        co_await within(10s, session.noop());

        int turns = 0;
        const auto soon = [&] { return ++turns > 3; };
        const auto code = co_await cancelled(within(10s, session.stat()), soon);
        CHECK(code == condition::cancelled);
        CHECK_FALSE(code == condition::timed_out);
        co_await session.noop();
    };
    play(there, there.secured(), body);
}

}  // namespace popline::test
