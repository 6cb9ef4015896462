// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "liar.hpp"

namespace popline::test {

namespace {

/// Runs a coroutine that may be cancelled, and returns how it ended.
template <class Body>
std::exception_ptr leave(boost::asio::io_context& context, Body body,
                         boost::asio::cancellation_signal& cancel) {
    std::exception_ptr outcome;
    bool over = false;
    boost::asio::co_spawn(context, body(),
                          boost::asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr why) {
                              outcome = why;
                              over = true;
                          }));
    auto wait = [&]() -> awaitable<void> {
        while (!over)
            co_await turn();
    };
    play(context, wait);
    return outcome;
}

}  // namespace

TEST_CASE("[R76] nothing but an awaited quit sends QUIT") {
    enum class way_out { end_of_scope, exception, close, moved_from, assigned_to, cancelled, quit };
    for (const auto how : {way_out::end_of_scope, way_out::exception, way_out::close, way_out::moved_from,
                           way_out::assigned_to, way_out::cancelled, way_out::quit}) {
        CAPTURE(static_cast<int>(how));
        embedded there;
        fill(there, 3);
        bool leaves = false;
        boost::asio::cancellation_signal cancel;
        auto body = [&]() -> awaitable<void> {
            session session(there.context);
            co_await session.connect(there.secured());
            co_await session.login(known_user());
            auto messages = session.retrieve(co_await session.mails());
            while (auto message = co_await messages.next()) {
                static_cast<void>(co_await message->text());
                message->mark_deleted();
            }
            co_await session.noop();
            leaves = true;
            if (how == way_out::exception) throw std::runtime_error("out of the scope");
            if (how == way_out::close) session.close();
            if (how == way_out::moved_from) const popline::session taker(std::move(session));
            if (how == way_out::assigned_to) session = popline::session(there.context);
            if (how == way_out::cancelled) {
                cancel.emit(boost::asio::cancellation_type::terminal);
                co_await session.noop();
            }
            if (how == way_out::quit) static_cast<void>(co_await session.quit());
        };
        auto outcome = leave(there.context, body, cancel);
        settle(there);
        CHECK(leaves);
        switch (how) {
            case way_out::exception:
                CHECK_THROWS_AS(std::rethrow_exception(outcome), std::runtime_error);
                break;
            case way_out::cancelled: CHECK(code_of(outcome) == condition::cancelled); break;
            default: CHECK_FALSE(outcome);
        }
        CHECK(count(there.server.transcript(), "DELE") == 3);
        CHECK(count(there.server.transcript(), "QUIT") == (how == way_out::quit ? 1 : 0));
        CHECK(there.server.messages().size() == (how == way_out::quit ? 0 : 3));
    }
}

TEST_CASE("[R79] mark_deleted works after the whole body only, and a mail never retrieved may be removed") {
    embedded there;
    fill(there, 4);
    auto body = [&](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        auto messages = session.retrieve(inbox);
        auto one = co_await messages.next();
        const auto refused_mark = [&](message& of) {
            try {
                of.mark_deleted();
                FAIL("must throw");
            } catch (const error& why) {
                CHECK(why.code() == errc::not_retrieved);
                CHECK(why.verb() == "DELE");
                CHECK(why.number() == of.number());
            }
        };
        refused_mark(*one);
        // mark_deleted is refused while the sink is called.
        auto sink = [&](std::string_view) { refused_mark(*one); };
        co_await one->read_to(sink);
        one->mark_deleted();
        message taker(std::move(*one));
        CHECK(code_thrown_by([&] { return one->mark_deleted(); }) == errc::not_retrieved);

        auto headers = session.top(inbox, 0);
        co_await headers.next();
        auto header = co_await headers.next();
        static_cast<void>(co_await header->text());
        refused_mark(*header);  // mark_deleted is refused for a header: it is not the whole message

        co_await inbox[3].remove();
        const auto committed = co_await session.quit();
        CHECK(committed.done == 2);
        CHECK(committed.failed.empty());
    };
    play(there, there.secured(), body);
    CHECK(count(there.server.transcript(), "DELE") == 2);
    CHECK(there.server.messages().size() == 2);
}

TEST_CASE("[R79] no DELE before the sink's last await has come back (mutant 25)") {
    embedded there;
    fill(there, 1);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        auto one = co_await messages.next();
        struct slow {
            message* of;
            void operator()(std::string_view) {}
            awaitable<void> commit() {
                co_await turn();
                CHECK(code_thrown_by([&] { return of->mark_deleted(); }) == errc::not_retrieved);
                co_await turn();
            }
        } sink{&*one};
        co_await one->read_to(sink);
        one->mark_deleted();
    };
    play(there, there.secured(), body);
    // It is marked, but its DELE was not sent: no other command followed.
    CHECK(count(there.server.transcript(), "DELE") == 0);
    CHECK(there.server.messages().size() == 1);
}

TEST_CASE("[R77] a refused DELE that nobody awaited is named by quit, the others are committed") {
    embedded there;
    fill(there, 5);
    there.server.refuse("DELE", 3, "[SYS/PERM] \x1b[31mlocked");
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        while (auto message = co_await messages.next()) {
            static_cast<void>(co_await message->text());
            message->mark_deleted();
        }
        const auto committed = co_await session.quit();
        CHECK(committed.done == 4);
        REQUIRE(committed.failed.size() == 1);
        CHECK(committed.failed[0].code == errc::permanent_failure);
        CHECK(committed.failed[0].number == 3);
        CHECK(committed.failed[0].reply.find("locked") != std::string::npos);
        CHECK(committed.failed[0].reply.find('\x1b') == std::string::npos);  // R86
    };
    play(there, there.secured(), body);
    CHECK(there.server.messages().size() == 1);
}

TEST_CASE("a message that is marked twice has one DELE, and can be marked again after a reset") {
    embedded there;
    fill(there, 2);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        auto one = co_await messages.next();
        static_cast<void>(co_await one->text());
        CHECK_FALSE(one->is_marked());
        one->mark_deleted();
        one->mark_deleted();
        co_await session.noop();
        one->mark_deleted();
        CHECK(one->is_marked());
        co_await session.reset();
        CHECK_FALSE(one->is_marked());
        one->mark_deleted();
        one->mark_deleted();
        const auto committed = co_await session.quit();
        CHECK(committed == batch_result{1, {}});
    };
    play(there, there.secured(), body);
    CHECK(count(there.server.transcript(), "DELE") == 2);
    CHECK(there.server.messages().size() == 1);
}

TEST_CASE("a DELE that was refused before a reset is not in the result of quit") {
    embedded there;
    fill(there, 2);
    there.server.refuse("DELE", 1, "locked");
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        while (auto message = co_await messages.next()) {
            static_cast<void>(co_await message->text());
            message->mark_deleted();
        }
        co_await session.reset();
        const auto committed = co_await session.quit();
        CHECK(committed == batch_result());
    };
    play(there, there.secured(), body);
    CHECK(there.server.messages().size() == 2);
}

TEST_CASE("reset removes all marks, and quit commits the marks made after it") {
    embedded there;
    fill(there, 4);
    auto body = [&](session& session) -> awaitable<void> {
        co_await session.numbered(1).remove();
        co_await session.numbered(2).remove();
        co_await session.reset();
        co_await session.numbered(3).remove();
        const auto committed = co_await session.quit();
        CHECK(committed.done == 1);
    };
    play(there, there.secured(), body);
    CHECK(there.server.messages().size() == 3);
}

TEST_CASE("[R73] a mail and a retrieval that outlive their session fail with an error") {
    embedded there;
    fill(there, 3);
    auto body = [&](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        auto messages = session.retrieve(inbox);
        auto first = co_await messages.next();
        session = popline::session(there.context);
        auto why = co_await failure_of(first->text());
        CHECK(why.code() == errc::session_closed);
        why = co_await failure_of(messages.next());
        CHECK(why.code() == errc::session_closed);
        why = co_await failure_of(inbox[2].text());
        CHECK(why.code() == errc::session_closed);
        CHECK(inbox[2].unique_id() == there.server.unique_ids()[2]);
        CHECK(messages.remaining().size() == 2);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R81] mails of another session or connection are refused, and nothing is written") {
    embedded there;
    fill(there, 2);
    std::vector<mail> old;
    auto first = [&](session& session) -> awaitable<void> { old = co_await session.mails(); };
    play(there, there.secured(), first);
    auto body = [&](session& session) -> awaitable<void> {
        auto why = co_await failure_of(old[0].text());
        CHECK(why.code() == errc::session_closed);  // the connection of this mail has ended
        why = co_await failure_of(session.remove(old));
        CHECK(why.code() == errc::foreign_mail);
        CHECK(why.number() == 1);
        auto messages = session.retrieve(old);
        why = co_await failure_of(messages.next());
        CHECK(why.code() == errc::foreign_mail);
        auto nobodys = session.retrieve(std::vector<mail>(1));
        why = co_await failure_of(nobodys.next());
        CHECK(why.code() == errc::foreign_mail);
        CHECK(old[1].unique_id() == there.server.unique_ids()[1]);  // a unique-id holds across sessions
    };
    play(there, there.secured(), body);
    CHECK(count(there.server.transcript(), "DELE") + count(there.server.transcript(), "RETR") == 0);
}

}  // namespace popline::test
