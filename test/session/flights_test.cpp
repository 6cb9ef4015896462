// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "scene.hpp"

// The number of round trips. The session counts them, and the server counts its reads that brought commands.

namespace popline::test {

TEST_CASE("over TLS: CAPA, login, [CAPA LIST UIDL], and RETRs with their DELEs ahead of the reading") {
    embedded there;
    fill(there, 3'000, 2'000);
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.secured());
        auto bursts = there.server.counts().bursts;
        auto flights = session.counters().round_trips;
        const auto passed = [&](std::size_t most) {
            const auto wrote = there.server.counts().bursts - bursts;
            const auto waited = session.counters().round_trips - flights;
            bursts += wrote;
            flights += waited;
            CHECK(wrote <= most);
            CHECK(waited <= most);
            CHECK(waited >= 1);
        };
        co_await session.login(known_user());
        passed(2);
        const auto inbox = co_await session.mails();
        passed(1);
        const auto said = there.server.transcript();
        CHECK(std::vector<std::string>(said.end() - 3, said.end())
              == std::vector<std::string>{"CAPA", "LIST", "UIDL"});
        auto messages = session.retrieve(inbox);
        while (auto message = co_await messages.next()) {
            static_cast<void>(co_await message->text());
            message->mark_deleted();
        }
        CHECK(session.counters().round_trips - flights <= 40);
        const auto read_through = session.counters().round_trips;
        const auto committed = co_await session.quit();
        CHECK(committed.done == 3'000);
        // The client writes the DELEs of the last window, then QUIT alone. The kernel decides when the server
        // reads them, so the test counts the server's reads over both writes.
        CHECK(session.counters().round_trips - read_through <= 3);
        MESSAGE("3,000 messages and QUIT: writes ", there.server.counts().bursts - bursts);
        passed(20);
    };
    play(there.context, body);
    session.close();
    settle(there);
    const auto said = there.server.transcript();
    CHECK(count(said, "CAPA") == 2);
    CHECK(said.back() == "QUIT");
    // DELEs leave together with RETRs: the first DELE leaves before the last RETR.
    std::size_t first_dele = said.size(), last_retr = 0;
    for (std::size_t at = 0; at < said.size(); ++at) {
        if (said[at].starts_with("DELE")) first_dele = std::min(first_dele, at);
        if (said[at].starts_with("RETR")) last_retr = at;
    }
    CHECK(first_dele < last_retr);
    CHECK(session.counters().bodies_asked_again == 0);
}

TEST_CASE("USER and PASS share a round trip only with TLS and an announced PIPELINING") {
    for (int number = 0; number < 3; ++number) {
        embedded there(testing::options().without(testing::capability::sasl_plain));
        const auto [name, where] = ways(there)[static_cast<std::size_t>(number)];
        CAPTURE(name);
        session session(there.context);
        auto body = [&]() -> awaitable<void> {
            co_await session.connect(where);
            static_cast<void>(co_await session.capabilities());
            const auto bursts = there.server.counts().bursts;
            co_await session.login(known_user());
            CHECK(there.server.counts().bursts - bursts == (number == 0 ? 2 : 1));
        };
        play(there.context, body);
    }
}

TEST_CASE("if a session is given capabilities from an earlier session, it does not send the first CAPA") {
    embedded there;
    popline::capabilities known;
    session first(there.context);
    auto learn = [&]() -> awaitable<void> {
        co_await first.connect(there.secured());
        known = co_await first.capabilities();
    };
    play(there.context, learn);
    first.close();
    auto body = [&](session& session) -> awaitable<void> {
        CHECK(count(there.server.transcript(), "CAPA") == 0);
        co_await session.noop();
        CHECK(count(there.server.transcript(), "CAPA") == 1);
    };
    play(there, there.secured().capabilities(known), body);
}

TEST_CASE("pipelining that is announced after the login only begins there [R34]") {
    embedded there(testing::options().pipelining_after_login());
    fill(there, 100);
    auto body = [&](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        const auto bursts = there.server.counts().bursts;
        auto messages = session.retrieve(inbox);
        while (auto message = co_await messages.next())
            static_cast<void>(co_await message->text());
        CHECK(there.server.counts().bursts - bursts <= 4);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R23] without PIPELINING each command waits for the reply before it") {
    embedded there(testing::options().without(testing::capability::pipelining));
    const auto sent = fill(there, 20);
    auto body = [&](session& session) -> awaitable<void> {
        co_await session.noop();
        const auto before = there.server.counts();
        auto messages = session.retrieve(co_await session.mails());
        std::vector<std::string> got;
        while (auto message = co_await messages.next()) {
            got.push_back(co_await message->text());
            message->mark_deleted();
        }
        CHECK(got == sent);
        const auto committed = co_await session.quit();
        CHECK(committed.done == 20);
        const auto after = there.server.counts();
        CHECK(after.bursts - before.bursts == after.commands - before.commands);
    };
    play(there, there.secured(), body);
}

}  // namespace popline::test
