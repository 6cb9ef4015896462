// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "liar.hpp"

namespace popline::test {

namespace {

using strings = std::vector<std::string>;

/// The lines of a login that the server received.
strings login_lines(const embedded& there) {
    strings lines;
    for (const auto& line : there.server.transcript())
        if (!line.starts_with("STLS") && !line.starts_with("CAPA") && !line.starts_with("NOOP"))
            lines.push_back(line);
    return lines;
}

awaitable<void> only_noop(session& session) {
    co_await session.noop();
}

}  // namespace

TEST_CASE("SASL PLAIN is used where it is offered, else USER and PASS") {
    struct {
        testing::options kind;
        strings lines;
    } const cases[] = {
        {testing::options(), {"AUTH PLAIN AHVzZXIAc2VjcmV0"}},
        {testing::options().without(testing::capability::sasl_plain), {"USER user", "PASS secret"}},
        {testing::options().without(testing::capability::capa), {"USER user", "PASS secret"}},
    };
    for (const auto& each : cases)
        for (std::size_t number = 0; number < 3; ++number) {
            embedded there(each.kind);
            const auto [name, where] = ways(there)[number];
            CAPTURE(name);
            play(there, where, only_noop);
            CHECK(login_lines(there) == each.lines);
        }
}

TEST_CASE("a response too long for the AUTH line goes as a continuation [R29]") {
    for (const std::size_t octets : {170U, 181U, 182U, 183U, 184U, 400U}) {
        embedded there;
        const std::string password(octets, 'p');
        there.server.user("long", password);
        session session(there.context);
        auto body = [&]() -> awaitable<void> {
            co_await session.connect(there.secured());
            co_await session.login("long", password);
            co_await session.noop();
        };
        play(there.context, body);
        CAPTURE(octets);
        const auto lines = login_lines(there);
        // "AUTH PLAIN " is 11 octets, CRLF 2, and base64 makes 4 of 3.
        const bool fits = 11 + (octets + 6 + 2) / 3 * 4 + 2 <= 255;
        CHECK(lines.size() == (fits ? 1 : 2));
        for (const auto& line : lines)
            CHECK((line.size() <= 253 || !line.starts_with("AUTH")));
    }
}

TEST_CASE("after a refused USER no password is sent, unless USER and PASS share a round trip") {
    liar there;
    there.replies["USER user"] = "-ERR [AUTH] whoever that is\r\n";
    auto body = [](session&) -> awaitable<void> { co_return; };
    try {
        play(there, body);
        FAIL("must be refused");
    } catch (const error& why) {
        CHECK(why.code() == errc::authentication_failed);
        CHECK(why.verb() == "USER");
    }
    CHECK(there.heard == strings{"CAPA", "USER user"});
}

TEST_CASE("wrong credentials are told from an end of stream [R98], and the session goes on") {
    embedded there;
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.secured());
        for (int attempt = 0; attempt < 2; ++attempt) {
            const auto why = co_await failure_of(session.login("user", "wrong"));
            CHECK(why.code() == errc::authentication_failed);
            CHECK(why.code() == condition::wrong_credentials);
            CHECK_FALSE(why.code() == condition::try_later);
            CHECK(why.response_code() == "AUTH");
            CHECK(session.phase() == phase::authorization);
        }
        co_await session.login("user", "secret");
        CHECK(session.phase() == phase::transaction);
    };
    play(there.context, body);
}

TEST_CASE(
    "[R47][R99] after refused credentials no weaker mechanism is tried, and the same mechanism is not "
    "repeated") {
    for (const auto* const words : {"-ERR no\r\n", "-ERR [AUTH] no\r\n", "-ERR [SYS/TEMP] later\r\n"}) {
        liar there;
        there.replies["CAPA"] = "+OK\r\nUSER\r\nSASL PLAIN LOGIN\r\n.\r\n";
        there.replies["AUTH"] = words;
        session session(there.context);
        auto body = [&]() -> awaitable<void> {
            co_await session.connect(there.where());
            const auto why = co_await failure_of(session.login(known_user()));
            CHECK(why.verb() == "AUTH");
            co_await session.quit();
        };
        play(there.context, body);
        REQUIRE(there.heard.size() == 3);
        CHECK(there.heard[0] == "CAPA");
        CHECK(there.heard[1].starts_with("AUTH PLAIN "));
        CHECK(there.heard[2] == "QUIT");
    }
}

TEST_CASE(
    "[R33] a server that hangs up on a run of refusals is said to have done so, and may be tried again") {
    liar there;
    there.replies["DELE"] = "-ERR no such message\r\n";
    there.replies["DELE 7"] = "";
    auto body = [](session& session) -> awaitable<void> {
        std::vector<mail> eight;
        for (message_number number = 1; number <= 8; ++number)
            eight.push_back(session.numbered(number));
        const auto made = co_await session.remove(eight);
        CHECK(std::ranges::count(made.failed, outcome::refused, &item_outcome::result) == 6);
        CHECK(made.failed[7].code == condition::try_later);
        const auto why = co_await failure_of(session.noop());
        CHECK(why.code() == errc::closed);
        CHECK(std::string(why.what()).find("6 refusals in a row") != std::string::npos);
    };
    play(there, body);
}

TEST_CASE("[R98] an end of stream after PASS or AUTH is closed, never wrong credentials") {
    for (const char* offered : {"", "SASL PLAIN\r\n"}) {
        liar there;
        there.replies["CAPA"] = std::string("+OK\r\nUSER\r\n") + offered + ".\r\n";
        there.replies["PASS"] = there.replies["AUTH"] = "";
        session session(there.context);
        auto body = [&]() -> awaitable<void> {
            co_await session.connect(there.where());
            const auto why = co_await failure_of(session.login(known_user()));
            CHECK(why.code() == errc::closed);
            CHECK(why.code() == condition::try_later);
            CHECK_FALSE(why.code() == condition::wrong_credentials);
            const auto later = co_await failure_of(session.stat());
            CHECK(later.code() == errc::closed);
        };
        play(there.context, body);
    }
}

TEST_CASE("two sessions on one maildrop: the second is told that it is in use") {
    embedded there;
    auto body = [&](session&) -> awaitable<void> {
        session second(there.context);
        co_await second.connect(there.secured());
        const auto why = co_await failure_of(second.login(known_user()));
        CHECK(why.code() == errc::in_use);
        CHECK(why.code() == condition::try_later);
        CHECK(why.response_code() == "IN-USE");
        CHECK_FALSE(why.code() == condition::wrong_credentials);
    };
    play(there, there.secured(), body);
}

}  // namespace popline::test
