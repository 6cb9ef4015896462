// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "scene.hpp"

namespace popline::test {

TEST_CASE("stat, mails, noop, reset, capabilities and single mails, in clear, by STLS and by TLS") {
    for (int number = 0; number < 3; ++number) {
        embedded there;
        const auto sent = fill(there, 3);
        const auto [name, where] = ways(there)[static_cast<std::size_t>(number)];
        CAPTURE(name);
        auto body = [&](session& session) -> awaitable<void> {
            const auto there_is = co_await session.stat();
            CHECK(there_is.messages == 3);
            CHECK(there_is.octets == sent[0].size() + sent[1].size() + sent[2].size());

            const auto inbox = co_await session.mails();
            REQUIRE(inbox.size() == 3);
            for (std::size_t at = 0; at < 3; ++at) {
                CHECK(inbox[at].number() == at + 1);
                CHECK(inbox[at].size() == sent[at].size());
                CHECK(inbox[at].unique_id() == there.server.unique_ids()[at]);
                const auto text = co_await inbox[at].text();
                CHECK(text == sent[at]);
            }
            const auto header = co_await inbox[1].header();
            CHECK(header == "Subject: 2\r\n\r\n");
            const auto top = co_await inbox[1].top(1);
            CHECK(top == "Subject: 2\r\n\r\n.dot\r\n");
            const auto listed = co_await inbox[2].list();
            CHECK(listed == scan_listing{3, sent[2].size()});
            const auto id = co_await inbox[2].uidl();
            CHECK(id == inbox[2].unique_id());

            co_await inbox[0].remove();
            const auto fewer = co_await session.stat();
            CHECK(fewer.messages == 2);
            co_await session.reset();
            const auto again = co_await session.stat();
            CHECK(again.messages == 3);
            co_await session.noop();
            const auto known = co_await session.capabilities();
            CHECK(known.has("PIPELINING"));
        };
        play(there, where, body);
    }
}

TEST_CASE("a mail by its number asks nothing, and has neither size nor id") {
    embedded there;
    const auto sent = fill(there, 2);
    auto body = [&](session& session) -> awaitable<void> {
        const auto before = session.counters().commands;
        const auto second = session.numbered(2);
        CHECK(session.counters().commands == before);
        CHECK(second.number() == 2);
        CHECK_FALSE(second.size());
        CHECK_FALSE(second.has_unique_id());
        CHECK(code_thrown_by([&] { return second.unique_id(); }) == errc::no_unique_id);
        CHECK(code_thrown_by([&] { return session.numbered(0); }) == errc::invalid_argument);
        CHECK(code_thrown_by([&] { return session.numbered(0x8000'0000); }) == errc::invalid_argument);
        const auto text = co_await second.text();
        CHECK(text == sent[1]);
    };
    play(there, there.secured(), body);
}

TEST_CASE("capabilities sends CAPA only if they are not known, and uses the CAPA that follows the login") {
    embedded there;
    auto body = [&](session& session) -> awaitable<void> {
        CHECK(count(there.server.transcript(), "CAPA") == 1);  // the CAPA after the login has not left
        auto known = co_await session.capabilities();
        CHECK(known.has("PIPELINING"));
        known = co_await session.capabilities();
        CHECK(count(there.server.transcript(), "CAPA") == 2);
    };
    play(there, there.secured(), body);
}

TEST_CASE("a command of the user's own, of one line and of many") {
    embedded there;
    fill(there, 2);
    auto body = [&](session& session) -> awaitable<void> {
        const auto one = co_await session.command("STAT");
        CHECK(one.words.starts_with("2 "));
        CHECK(one.lines.empty());
        const auto many = co_await session.command("UIDL", reply_shape::multi_line);
        REQUIRE(many.lines.size() == 2);
        CHECK(many.lines[1] == "2 " + there.server.unique_ids()[1]);
        const auto why = co_await failure_of(session.command("XTND", reply_shape::multi_line));
        CHECK(why.code() == errc::refused);
        CHECK_FALSE(why.reply().empty());
        const auto heard = there.server.transcript().size();
        for (const char* line : {"QUIT", "quit", " QUIT", "STLS", "USER x", "PASS x", "AUTH PLAIN",
                                 "APOP x y", "UTF8", "", " ", "\tQUIT"}) {
            CAPTURE(line);
            const auto refused = co_await failure_of(session.command(line));
            CHECK(refused.code() == errc::invalid_argument);
        }
        co_await session.noop();
        CHECK(there.server.transcript().size() == heard + 1);
    };
    play(there, there.plain(), body);
}

}  // namespace popline::test
