// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "scene.hpp"

namespace popline::test {

TEST_CASE("greeting, phase, executor, TLS facts and counters at each step") {
    embedded there(testing::options().greeting("hello <1.2@host>"));
    session session(there.context);
    CHECK(session.phase() == phase::disconnected);
    CHECK(session.greeting().empty());
    CHECK(session.tls_facts() == tls_facts());
    CHECK(session.counters() == counters());
    CHECK(session.get_executor() == boost::asio::any_io_executor(there.context.get_executor()));
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.secured());
        CHECK(session.phase() == phase::authorization);
        CHECK(session.greeting() == "hello <1.2@host>");
        const auto facts = session.tls_facts();
        CHECK(facts.version.starts_with("TLSv1."));
        CHECK_FALSE(facts.cipher.empty());
        CHECK(facts.certificate.size() == 64);
        CHECK_FALSE(facts.chain.empty());
        CHECK_FALSE(facts.resumed);
        co_await session.login(known_user());
        CHECK(session.phase() == phase::transaction);
        const auto before = session.counters();
        co_await session.noop();
        const auto after = session.counters();
        CHECK(after.commands == before.commands + 2);  // the CAPA after the login, and NOOP
        CHECK(after.round_trips == before.round_trips + 1);
        CHECK(after.bytes_sent == before.bytes_sent + 12);
        CHECK(after.bytes_received > before.bytes_received);
        co_await session.quit();
        CHECK(session.phase() == phase::closed);
    };
    play(there.context, body);
}

TEST_CASE("in clear there are no TLS facts") {
    embedded there;
    auto body = [&](session& session) -> awaitable<void> {
        CHECK(session.tls_facts() == tls_facts());
        co_return;
    };
    play(there, there.plain(), body);
}

TEST_CASE(
    "before connect, before login and after the end each command says what is wrong, and writes nothing") {
    embedded there;
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        auto why = co_await failure_of(session.stat());
        CHECK(why.code() == errc::not_connected);
        why = co_await failure_of(session.login(known_user()));
        CHECK(why.code() == errc::not_connected);
        why = co_await failure_of(session.quit());
        CHECK(why.code() == errc::not_connected);
        why = co_await failure_of(session.mails());
        CHECK(why.code() == errc::not_connected);
        why = co_await failure_of(session.capabilities());
        CHECK(why.code() == errc::not_connected);

        co_await session.connect(there.secured());
        why = co_await failure_of(session.stat());
        CHECK(why.code() == errc::wrong_phase);
        why = co_await failure_of(session.mails());
        CHECK(why.code() == errc::wrong_phase);
        why = co_await failure_of(session.connect(there.secured()));
        CHECK(why.code() == errc::wrong_phase);
        co_await session.login(known_user());
        why = co_await failure_of(session.login(known_user()));
        CHECK(why.code() == errc::wrong_phase);

        session.close();
        CHECK(session.phase() == phase::closed);
        why = co_await failure_of(session.stat());
        CHECK(why.code() == errc::session_closed);
        why = co_await failure_of(session.connect(there.secured()));
        CHECK(why.code() == errc::session_closed);
        why = co_await failure_of(session.login(known_user()));
        CHECK(why.code() == errc::session_closed);
        why = co_await failure_of(session.quit());
        CHECK(why.code() == errc::session_closed);
        why = co_await failure_of(session.capabilities());
        CHECK(why.code() == errc::session_closed);
    };
    play(there.context, body);
    settle(there);
    CHECK(count(there.server.transcript(), "STAT") == 0);
    CHECK(count(there.server.transcript(), "QUIT") == 0);
}

TEST_CASE("nothing is sent by an operation that is not awaited") {
    embedded there;
    auto body = [&](session& session) -> awaitable<void> {
        co_await session.noop();
        const auto before = there.server.transcript().size();
        {
            auto never = session.stat();
            auto nor = session.quit();
            auto nor_this = session.mails();
            auto nor_that = session.retrieve(std::vector<mail>{session.numbered(1)});
        }
        co_await session.noop();
        CHECK(there.server.transcript().size() == before + 1);
    };
    play(there, there.plain(), body);
}

TEST_CASE("what a connection is made to is copied when connect is called, not when it is awaited") {
    embedded there;
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        auto target = there.plain();
        auto connecting = session.connect(target);
        target = server("");
        co_await std::move(connecting);
    };
    play(there.context, body);
    CHECK(session.phase() == phase::authorization);
}

}  // namespace popline::test
