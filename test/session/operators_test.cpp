// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "scene.hpp"

// Concurrent operations. Only this file includes the awaitable operators, because they compile slowly.

namespace popline::test {

using namespace boost::asio::experimental::awaitable_operators;

TEST_CASE("the commands of two concurrent operations leave in one write") {
    embedded there;
    fill(there, 2);
    auto body = [&](session& session) -> awaitable<void> {
        co_await session.noop();
        const auto bursts = there.server.counts().bursts;
        const auto flights = session.counters().round_trips;
        const auto [there_is, inbox] = co_await (session.stat() && session.mails());
        CHECK(there_is.messages == 2);
        CHECK(inbox.size() == 2);
        CHECK(there.server.counts().bursts == bursts + 1);
        CHECK(session.counters().round_trips == flights + 1);
        const auto [again, known] = co_await (session.stat() && session.capabilities());
        CHECK(again.messages == 2);
        CHECK(known.has("PIPELINING"));
    };
    play(there, there.secured(), body);
}

TEST_CASE("whole messages side by side, larger than any buffer, at any window") {
    for (const std::size_t window : {1U, 2U, 128U}) {
        CAPTURE(window);
        embedded there;
        const auto sent = fill(there, 3, 3'000'000);
        auto body = [&](session& session) -> awaitable<void> {
            const auto inbox = co_await session.mails();
            const auto [first, second, third, there_is] =
                co_await (inbox[0].text() && inbox[1].text() && inbox[2].text() && session.stat());
            CHECK(first == sent[0]);
            CHECK(second == sent[1]);
            CHECK(third == sent[2]);
            CHECK(there_is.messages == 3);
        };
        play(there, there.secured().pipelining(pipelining::window(window)), body);
    }
}

TEST_CASE("[R32] one side of && that is refused does not harm the other") {
    embedded there;
    const auto sent = fill(there, 2, 100'000);
    there.server.refuse("UIDL", 1, "no");
    auto body = [&](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        const auto [why, text] = co_await (failure_of(inbox[0].uidl()) && inbox[1].text());
        CHECK(why.code() == errc::message_refused);
        CHECK(why.verb() == "UIDL");
        CHECK(why.number() == 1);
        CHECK(text == sent[1]);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R91] next() and a command side by side, and reading beside a command") {
    for (const std::size_t window : {1U, 2U, 128U}) {
        CAPTURE(window);
        embedded there;
        const auto sent = fill(there, 6, 200'000);
        auto body = [&](session& session) -> awaitable<void> {
            auto messages = session.retrieve(co_await session.mails());
            std::vector<std::string> got;
            for (std::size_t at = 0; at < sent.size(); ++at) {
                auto [message, there_is] = co_await (messages.next() && session.stat());
                CHECK(there_is.messages == 6);
                REQUIRE(message);
                const auto text = co_await (message->text() && session.noop());
                got.push_back(text);
            }
            CHECK(got == sent);
        };
        play(there, there.secured().pipelining(pipelining::window(window)), body);
    }
}

namespace {

/// Reads all messages before this number, and takes the message of this number without reading it.
awaitable<void> read_up_to(message_number number, message first, retrieval& messages) {
    for (std::optional<message> one = std::move(first); one->number() < number;) {
        const auto text = co_await one->text();
        one = co_await messages.next();
    }
}

}  // namespace

TEST_CASE(
    "[R91] a message that is not read holds up no command beside, wherever a turn of the executor ends") {
    // A turn processes at most 128 replies (R96). All replies are there, so the turn ends between two of
    // them.
    for (message_number number = 120; number <= 135; ++number) {
        CAPTURE(number);
        embedded there;
        fill(there, 200, 100);
        auto body = [&](session& session) -> awaitable<void> {
            auto messages = session.retrieve(co_await session.mails());
            auto first = co_await messages.next();
            REQUIRE(first);
            for (int turns = 0; turns < 1'000; ++turns)
                co_await turn();
            const auto there_is =
                co_await (session.stat() && read_up_to(number, std::move(*first), messages));
            CHECK(there_is.messages == 200);
        };
        play(there, there.secured().pipelining(pipelining::window(200)), body);
    }
}

}  // namespace popline::test
