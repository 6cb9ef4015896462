// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "liar.hpp"

namespace popline::test {

TEST_CASE("[R77] quit is committed by +OK, refused by -ERR, unconfirmed by an end of stream") {
    struct {
        const char* answer;
        boost::system::error_code expected;
    } const cases[] = {
        {"+OK bye\r\n", {}},
        {"-ERR some messages were not removed\r\n", errc::commit_refused},
        {"", errc::commit_unconfirmed},
        {"+OKAY\r\n", errc::commit_unconfirmed},
    };
    for (const auto& [answer, expected] : cases) {
        INFO(std::string(answer));
        liar there;
        there.replies["QUIT"] = answer;
        auto body = [&](session& session) -> awaitable<void> {
            co_await session.numbered(1).remove();
            if (!expected) {
                const auto committed = co_await session.quit();
                CHECK(committed.done == 1);
            } else {
                const auto why = co_await failure_of(session.quit());
                CHECK(why.code() == expected);
                CHECK(why.verb() == "QUIT");
                CHECK_FALSE(why.code() == condition::cancelled);
            }
            CHECK(session.phase() == phase::closed);
            const auto again = co_await failure_of(session.quit());
            CHECK(again.code().failed());
        };
        play(there, body);
        CHECK(count(there.heard, "QUIT") == 1);
    }
}

TEST_CASE("[R77] the server that closes on QUIT, over TLS: unconfirmed, with closed as the cause") {
    embedded there;
    fill(there, 2);
    auto body = [&](session& session) -> awaitable<void> {
        co_await session.numbered(1).remove();
        there.server.delay(std::chrono::milliseconds(50));
        std::exception_ptr outcome;
        bool over = false;
        boost::asio::co_spawn(there.context, session.quit(), [&](std::exception_ptr why, batch_result) {
            outcome = why;
            over = true;
        });
        while (count(there.server.transcript(), "QUIT") == 0)
            co_await turn();
        there.server.close_after(0);
        while (!over)
            co_await turn();
        CHECK(code_of(outcome) == errc::commit_unconfirmed);
        CHECK_FALSE(code_of(outcome) == condition::cancelled);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R70] a cancelled quit is unconfirmed and cancelled at once, and ends the session") {
    embedded there;
    fill(there, 2);
    auto body = [&](session& session) -> awaitable<void> {
        co_await session.numbered(1).remove();
        there.server.delay(std::chrono::milliseconds(50));
        boost::asio::cancellation_signal cancel;
        std::exception_ptr outcome;
        bool over = false;
        boost::asio::co_spawn(
            there.context, session.quit(),
            boost::asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr why, batch_result) {
                outcome = why;
                over = true;
            }));
        while (count(there.server.transcript(), "QUIT") == 0)
            co_await turn();
        cancel.emit(boost::asio::cancellation_type::terminal);
        while (!over)
            co_await turn();
        CHECK(code_of(outcome) == errc::commit_unconfirmed);
        CHECK(code_of(outcome) == condition::cancelled);
        CHECK_FALSE(code_of(outcome) == condition::timed_out);
        const auto why = co_await failure_of(session.stat());
        CHECK(why.code() == errc::session_closed);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R76] a quit cancelled before it left is not on the wire, and the session goes on") {
    embedded there;
    fill(there, 2);
    auto body = [&](session& session) -> awaitable<void> {
        co_await session.noop();
        boost::asio::cancellation_signal cancel;
        std::exception_ptr outcome;
        bool over = false;
        boost::asio::co_spawn(
            there.context, session.quit(),
            boost::asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr why, batch_result) {
                outcome = why;
                over = true;
            }));
        cancel.emit(boost::asio::cancellation_type::terminal);
        while (!over)
            co_await turn();
        CHECK(code_of(outcome) == condition::cancelled);
        CHECK_FALSE(code_of(outcome) == errc::commit_unconfirmed);
        co_await session.noop();
    };
    play(there, there.secured(), body);
    CHECK(count(there.server.transcript(), "QUIT") == 0);
}

TEST_CASE("[R78] after a breach of the protocol quit fails with that reason, and QUIT is not written") {
    liar there;
    there.replies["NOOP"] = "what?\r\n";
    auto body = [&](session& session) -> awaitable<void> {
        co_await session.numbered(1).remove();
        auto why = co_await failure_of(session.noop());
        CHECK(why.code() == errc::malformed_status);
        why = co_await failure_of(session.quit());
        CHECK(why.code() == errc::malformed_status);
    };
    play(there, body);
    CHECK(count(there.heard, "QUIT") == 0);
}

TEST_CASE("quit waits for the bodies before it, and may be asked before the login") {
    embedded there;
    fill(there, 30, 20'000);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        auto one = co_await messages.next();
        static_cast<void>(co_await one->text());
        one->mark_deleted();
        const auto committed = co_await session.quit();  // the messages that were read ahead are thrown away
        CHECK(committed.done == 1);
        const auto why = co_await failure_of(messages.next());
        CHECK(why.code() == errc::session_closed);
    };
    play(there, there.secured(), body);
    CHECK(there.server.messages().size() == 29);

    session early(there.context);
    auto no_login = [&]() -> awaitable<void> {
        co_await early.connect(there.plain());
        const auto committed = co_await early.quit();
        CHECK(committed == batch_result());
    };
    play(there.context, no_login);
}

}  // namespace popline::test
