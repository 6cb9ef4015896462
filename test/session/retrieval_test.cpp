// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <ranges>

#include "liar.hpp"
#include "scene.hpp"

namespace popline::test {

namespace {

using numbers = std::vector<message_number>;

/// Reads the remaining messages of a retrieval.
awaitable<numbers> rest_of(retrieval& messages) {
    numbers seen;
    while (auto message = co_await messages.next()) {
        seen.push_back(message->number());
        const auto text = co_await message->text();
        CHECK(text.starts_with("Subject: " + std::to_string(message->number()) + "\r\n"));
    }
    co_return seen;
}

}  // namespace

TEST_CASE("messages come in the order asked for, from any range of mail, which is copied") {
    embedded there;
    fill(there, 6);
    auto body = [&](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        auto backwards = session.retrieve(inbox | std::views::reverse | std::views::take(3));
        auto seen = co_await rest_of(backwards);
        CHECK(seen == numbers{6, 5, 4});

        auto of_a_temporary = session.retrieve(co_await session.mails());
        seen = co_await rest_of(of_a_temporary);
        CHECK(seen == numbers{1, 2, 3, 4, 5, 6});

        const auto by_number = [&](message_number number) { return session.numbered(number); };
        const numbers wanted{5, 2, 2, 1};
        auto numbered = session.retrieve(wanted | std::views::transform(by_number));
        seen = co_await rest_of(numbered);
        CHECK(seen == wanted);

        auto nothing = session.retrieve(std::vector<mail>());
        seen = co_await rest_of(nothing);
        CHECK(seen.empty());
        auto none = co_await nothing.next();
        CHECK_FALSE(none);
    };
    play(there, there.secured(), body);
}

TEST_CASE("nothing is sent before the first next, and rest() names what was not handed out") {
    embedded there;
    fill(there, 4);
    auto body = [&](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        const auto before = session.counters().commands;
        auto messages = session.retrieve(inbox);
        CHECK(messages.remaining().size() == 4);
        co_await turn();
        CHECK(session.counters().commands == before);
        {
            auto first = co_await messages.next();
            CHECK(first->number() == 1);
        }
        const auto left = messages.remaining();
        REQUIRE(left.size() == 3);
        CHECK(left[0].unique_id() == inbox[1].unique_id());
        const auto seen = co_await rest_of(messages);
        CHECK(seen == numbers{2, 3, 4});
        CHECK(messages.remaining().empty());
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R32] a refused message in the middle is refused alone") {
    embedded there;
    fill(there, 5);
    there.server.refuse("RETR", 3, "[SYS/PERM] rotten");
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        numbers good;
        while (auto message = co_await messages.next()) {
            if (!message->refused()) {
                const auto text = co_await message->text();
                CHECK(text.starts_with("Subject: " + std::to_string(message->number()) + "\r\n"));
                good.push_back(message->number());
                continue;
            }
            CHECK(message->number() == 3);
            CHECK(message->refused()->verb() == "RETR");
            CHECK(message->refused()->number() == 3);
            CHECK(message->refused()->response_code() == "SYS/PERM");
            const auto why = co_await failure_of(message->text());
            CHECK(why.code() == message->refused()->code());
            CHECK(why.code() == errc::permanent_failure);
            CHECK(code_thrown_by([&] { return message->mark_deleted(); }) == errc::not_retrieved);
        }
        CHECK(good == numbers{1, 2, 4, 5});
        co_await session.noop();
    };
    play(there, there.secured(), body);
}

TEST_CASE("a loop left by break or by an exception leaves the session usable") {
    embedded there;
    fill(there, 50, 5'000);
    auto body = [&](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        {
            auto messages = session.retrieve(inbox);
            while (auto message = co_await messages.next())
                if (message->number() == 2) break;
        }
        auto there_is = co_await session.stat();
        CHECK(there_is.messages == 50);
        auto thrower = [&]() -> awaitable<void> {
            auto messages = session.retrieve(inbox);
            while (auto message = co_await messages.next())
                if (message->number() == 3) throw std::runtime_error("the body of the loop");
        };
        co_await throws<std::runtime_error>(thrower());
        auto again = session.retrieve(inbox);
        const auto seen = co_await rest_of(again);
        CHECK(seen.size() == 50);
        there_is = co_await session.stat();
        CHECK(there_is.messages == 50);
    };
    play(there, there.secured(), body);
}

TEST_CASE("a second next() beside the first is refused, and takes nothing from it") {
    embedded there;
    fill(there, 3);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        auto second = [&]() -> awaitable<void> {
            const auto why = co_await failure_of(messages.next());
            CHECK(why.code() == errc::invalid_argument);
        };
        auto first = [&]() -> awaitable<void> {
            const auto one = co_await messages.next();
            CHECK(one->number() == 1);
        };
        using namespace boost::asio::experimental::awaitable_operators;
        co_await (first() && second());
        const auto rest = co_await rest_of(messages);
        CHECK(rest == numbers{2, 3});
    };
    play(there, there.secured(), body);
}

TEST_CASE("messages that are not read are thrown away, and two retrievals at once get their own") {
    embedded there;
    fill(there, 40, 3'000);
    auto body = [&](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        auto messages = session.retrieve(inbox);
        numbers read;
        while (auto message = co_await messages.next()) {
            if (message->number() % 2 == 0) continue;
            const auto text = co_await message->text();
            CHECK(text.starts_with("Subject: " + std::to_string(message->number()) + "\r\n"));
            read.push_back(message->number());
        }
        CHECK(read.size() == 20);

        auto up = session.retrieve(inbox);
        auto down = session.top(inbox | std::views::reverse, 1);
        for (message_number number = 1; number <= 40; ++number) {
            auto one = co_await up.next();
            auto other = co_await down.next();
            const auto header = co_await other->text();
            const auto text = co_await one->text();
            CHECK(text.starts_with("Subject: " + std::to_string(number) + "\r\n"));
            CHECK(header == "Subject: " + std::to_string(41 - number) + "\r\n\r\n.dot\r\n");
        }
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R32] a message that is assigned to keeps nothing of its old value") {
    embedded there;
    fill(there, 2, 100);
    there.server.refuse("RETR", 1, "[SYS/PERM] rotten");
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        auto first = co_await messages.next();
        REQUIRE(first->refused());
        auto second = co_await messages.next();
        *first = std::move(*second);
        CHECK(second->refused() == nullptr);  // NOLINT: the test uses a moved-from message
        CHECK(first->refused() == nullptr);
        const auto text = co_await first->text();
        CHECK(text.starts_with("Subject: 2\r\n"));
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R110] a retrieval that confirms its end sends NOOP behind the last message, in the same flight") {
    std::vector<std::uint64_t> round_trips;
    for (const bool confirms : {false, true}) {
        CAPTURE(confirms);
        embedded there;
        fill(there, 12);
        auto body = [&](session& session) -> awaitable<void> {
            auto messages = session.retrieve(co_await session.mails());
            if (confirms) messages.confirm_end();
            const auto seen = co_await rest_of(messages);
            CHECK(seen.size() == 12);
            round_trips.push_back(session.counters().round_trips);
            const auto none = co_await messages.next();
            CHECK_FALSE(none);
            CHECK(count(there.server.transcript(), "NOOP") == (confirms ? 1 : 0));
            CHECK(there.server.transcript().back() == (confirms ? "NOOP" : "RETR 12"));
        };
        play(there, there.secured(), body);
    }
    CHECK(round_trips.at(0) == round_trips.at(1));
}

TEST_CASE("[R110] a message that ends before its last line is noticed by the next that ends a retrieval") {
    for (const auto* const capa : {"+OK\r\nPIPELINING\r\n.\r\n", "+OK\r\n.\r\n"})
        for (const bool confirms : {false, true}) {
            CAPTURE(capa);
            CAPTURE(confirms);
            liar there;
            there.replies["CAPA"] = capa;
            there.replies["RETR"] = "+OK\r\nSubject: a\r\n\r\n.\r\n";
            there.replies["RETR 2"] = "+OK\r\nSubject: a\r\n\r\n.\r\nmore\r\n.\r\n";
            auto body = [&](session& session) -> awaitable<void> {
                auto messages = session.retrieve(std::vector<mail>{session.numbered(1), session.numbered(2)});
                if (confirms) messages.confirm_end();
                for (int number = 1; number <= 2; ++number) {
                    auto message = co_await messages.next();
                    const auto text = co_await message->text();
                    CHECK(text == "Subject: a\r\n\r\n");
                }
                if (!confirms) {
                    const auto none = co_await messages.next();
                    CHECK_FALSE(none);
                    co_return;
                }
                const auto why = co_await failure_of(messages.next());
                CHECK(why.code() == condition::protocol);
            };
            play(there, body);
        }
}

TEST_CASE("[R110] a NOOP that was sent before a body that is requested again is sent once more") {
    embedded there;
    fill(there, 1, 9'000);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(std::vector<mail>{session.numbered(1)});
        messages.confirm_end();
        auto message = co_await messages.next();
        static_cast<void>(co_await session.stat());  // its reply comes after the body, which is discarded
        const auto text = co_await message->text();
        CHECK(text.starts_with("Subject: 1\r\n"));
        const auto none = co_await messages.next();
        CHECK_FALSE(none);
        CHECK(there.server.transcript().back() == "NOOP");
        CHECK(session.counters().bodies_asked_again == 1);
    };
    play(there, there.secured(), body);
}

TEST_CASE("a command inside the loop does not lose the NOOP behind the last message") {
    embedded there;
    fill(there, 12, 9'000);
    auto body = [&](session& session) -> awaitable<void> {
        auto messages = session.retrieve(co_await session.mails());
        messages.confirm_end();
        numbers seen;
        while (auto message = co_await messages.next()) {
            if (message->number() == 3) static_cast<void>(co_await session.stat());
            seen.push_back(message->number());
            const auto text = co_await message->text();
            CHECK(text.starts_with("Subject: " + std::to_string(message->number()) + "\r\n"));
        }
        CHECK(seen.size() == 12);
        CHECK(there.server.transcript().back() == "NOOP");
    };
    play(there, there.secured().pipelining(pipelining::window(128)), body);
}

}  // namespace popline::test
