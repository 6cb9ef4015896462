// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "liar.hpp"

namespace popline::test {

TEST_CASE(
    "[R84] an error holds verb, number, words and response code; words over the limit are cut and marked as "
    "cut") {
    liar there;
    there.replies["RETR 7"] = "-ERR [SYS/TEMP/DISK] try again " + std::string(600, 'w') + "\r\n";
    there.replies["LIST 3"] = "-ERR [unclosed\r\n";
    there.replies["STAT"] = "-ERR\r\n";
    auto body = [&](session& session) -> awaitable<void> {
        auto why = co_await failure_of(session.numbered(7).text());
        CHECK(why.code() == errc::temporary_failure);
        CHECK(why.code() == condition::try_later);
        CHECK(why.verb() == "RETR");
        CHECK(why.number() == 7);
        CHECK(why.response_code() == "SYS/TEMP/DISK");
        CHECK(why.raw_reply().size() == 512);
        CHECK(std::string(why.what()).find("cut") != std::string::npos);
        why = co_await failure_of(session.numbered(3).list());
        CHECK(why.code() == errc::message_refused);
        CHECK(why.code() == condition::message_gone);
        CHECK(why.response_code().empty());
        CHECK(why.reply() == "[unclosed");
        why = co_await failure_of(session.stat());
        CHECK(why.code() == errc::refused);
        CHECK(why.number() == 0);
        CHECK(why.reply().empty());
    };
    play(there, body);
}

TEST_CASE("[R86] what() shows no control byte that the server sent; raw_reply() returns them as sent") {
    liar there;
    there.replies["DELE 1"] = "-ERR \x1b]0;owned\x07 \xc2\x9b \xff 100% %s%n\r\n";
    auto body = [&](session& session) -> awaitable<void> {
        const auto why = co_await failure_of(session.numbered(1).remove());
        const std::string shown = why.what();
        for (const char octet : shown) {
            const auto value = static_cast<unsigned char>(octet);
            CHECK((value >= 0x20 && value != 0x7f && value != 0xff));
        }
        CHECK(shown.find("\xc2\x9b") == std::string::npos);
        CHECK(shown.find("100% %s%n") != std::string::npos);
        CHECK(why.raw_reply() == "\x1b]0;owned\x07 \xc2\x9b \xff 100% %s%n");
    };
    play(there, body);
}

TEST_CASE(
    "[R87] conditions: each code of a refused login or command equals the conditions that say what to do") {
    struct {
        const char* words;
        errc code;
        bool later;
        bool credentials;
    } const cases[] = {
        {"[IN-USE] busy", errc::in_use, true, false},
        {"[LOGIN-DELAY] slow down", errc::login_delay, true, false},
        {"[SYS/TEMP] disk", errc::temporary_failure, true, false},
        {"[SYS/PERM] never", errc::permanent_failure, false, false},
        {"[AUTH] no", errc::authentication_failed, false, true},
        {"[auth] no", errc::authentication_failed, false, true},
        {"[NONSENSE] no", errc::login_refused, false, false},
        {"no", errc::login_refused, false, false},
        {"unable to lock maildrop", errc::in_use, true, false},
        {"invalid password", errc::authentication_failed, false, true},
    };
    for (const char* offered : {"", "SASL PLAIN\r\n"})
        for (const auto& [words, code, later, wrong] : cases) {
            INFO(std::string(words));
            liar there;
            there.replies["CAPA"] = std::string("+OK\r\nUSER\r\n") + offered + ".\r\n";
            there.replies["PASS"] = there.replies["AUTH"] = std::string("-ERR ") + words + "\r\n";
            session session(there.context);
            auto body = [&]() -> awaitable<void> {
                co_await session.connect(there.where());
                const auto why = co_await failure_of(session.login(known_user()));
                CHECK(why.code() == code);
                CHECK((why.code() == condition::try_later) == later);
                CHECK((why.code() == condition::wrong_credentials) == wrong);
                CHECK(why.reply() == words);
                CHECK(why.verb() == (*offered ? "AUTH" : "PASS"));
            };
            play(there.context, body);
        }
}

TEST_CASE("[R84] the password is nowhere in what is thrown, not even when the server sends it back") {
    const std::string canary = "cAnArY-7319";
    for (const char* offered : {"", "SASL PLAIN\r\n"})
        for (const std::string head : {"-ERR no ", "-ERR [AUTH] ", "", "garbage ", "+ "}) {
            CAPTURE(head);
            liar there;
            there.replies["CAPA"] = std::string("+OK\r\nUSER\r\n") + offered + ".\r\n";
            const std::string response = *offered ? " AHVzZXIAY0FuQXJZLTczMTk=" : "";
            const auto all = head + canary + response + " and " + canary + "\r\n";
            there.replies["PASS"] = there.replies["AUTH"] = head.empty() ? head : all;
            session session(there.context);
            auto body = [&]() -> awaitable<void> {
                co_await session.connect(there.where());
                const auto who = credentials("user", canary).send_in_clear();
                const auto why = co_await failure_of(session.login(who));
                for (const std::string& text :
                     {std::string(why.what()), why.reply(), why.raw_reply(), why.verb()}) {
                    CHECK(text.find(canary) == std::string::npos);
                    CHECK(text.find("Y0FuQXJZ") == std::string::npos);
                }
            };
            play(there.context, body);
        }
}

TEST_CASE(
    "[R41] [R7] a challenge behind USER or PASS, and a yes to an exchange that was taken back, is no login") {
    struct {
        const char* offered;
        const char* to;
    } const cases[] = {{"", "USER"}, {"", "PASS"}, {"SASL PLAIN\r\n", "AUTH"}};
    for (const auto& [offered, to] : cases) {
        INFO(std::string(to));
        liar there;
        there.replies["CAPA"] = std::string("+OK\r\nUSER\r\n") + offered + ".\r\n";
        there.replies[to] = there.replies["AHVzZXIAc2VjcmV0"] = "+ \r\n";
        session session(there.context);
        auto body = [&]() -> awaitable<void> {
            co_await session.connect(there.where());
            const auto why = co_await failure_of(session.login(known_user()));
            CHECK(why.code() == errc::malformed_status);
            CHECK(session.phase() == phase::closed);
        };
        play(there.context, body);
        CHECK((to != std::string("USER") || count(there.heard, "PASS") == 0));
    }
}

TEST_CASE(
    "[R84] the error of a login names the command that was refused, or that the connection was lost at") {
    struct {
        const char* refuses;
        const char* words;
        errc code;
    } const cases[] = {
        {"USER", "-ERR no such user\r\n", errc::login_refused},
        {"PASS", "-ERR no\r\n", errc::login_refused},
        {"AUTH", "-ERR no\r\n", errc::login_refused},
        {"USER", "", errc::closed},
        {"PASS", "", errc::closed},
        {"AUTH", "", errc::closed},
        {"USER", "nonsense\r\n", errc::malformed_status},
        {"PASS", "nonsense\r\n", errc::malformed_status},
    };
    for (const auto& [refuses, words, code] : cases) {
        INFO(std::string(refuses), std::string(words));
        liar there;
        const bool plain = refuses == std::string("AUTH");
        there.replies["CAPA"] = std::string("+OK\r\nUSER\r\n") + (plain ? "SASL PLAIN\r\n" : "") + ".\r\n";
        there.replies[refuses] = words;
        session session(there.context);
        auto body = [&]() -> awaitable<void> {
            co_await session.connect(there.where());
            const auto why = co_await failure_of(session.login(known_user()));
            CHECK(why.code() == code);
            CHECK(why.verb() == refuses);
        };
        play(there.context, body);
    }
}

TEST_CASE(
    "[R87] [SYS/PERM] of one message means that it cannot be had, and a greeting that says no is for later") {
    liar there;
    there.replies["RETR 1"] = "-ERR [SYS/PERM] rotten\r\n";
    auto body = [](session& session) -> awaitable<void> {
        const auto why = co_await failure_of(session.numbered(1).text());
        CHECK(why.code() == errc::permanent_failure);
        CHECK(why.code() == condition::message_gone);
        CHECK_FALSE(why.code() == condition::try_later);
        CHECK(why.response_code() == "SYS/PERM");
        auto all = session.retrieve({session.numbered(1)});
        while (auto one = co_await all.next())
            CHECK(one->refused()->code() == condition::message_gone);
        CHECK(all.outcomes()[0].code == condition::message_gone);
        CHECK(advice_for(why) == advice::give_up);
    };
    play(there, body);

    liar busy;
    busy.greeting = "-ERR not today\r\n";
    session session(busy.context);
    auto connects = [&]() -> awaitable<void> {
        const auto why = co_await failure_of(session.connect(busy.where()));
        CHECK(why.code() == errc::greeting_refused);
        CHECK(why.code() == condition::try_later);
        CHECK(why.verb() == "greeting");
        CHECK(advice_for(why) == advice::retry_later);
    };
    play(busy.context, connects);
}

TEST_CASE("a greeting of -ERR fails connect with the errc of its response code") {
    liar there;
    there.greeting = "-ERR [SYS/TEMP] later\r\n";
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        auto why = co_await failure_of(session.connect(there.where()));
        CHECK(why.code() == errc::temporary_failure);
        CHECK(why.reply() == "[SYS/TEMP] later");
        why = co_await failure_of(session.stat());
        CHECK(why.code() == errc::temporary_failure);  // the first reason
    };
    play(there.context, body);
}

TEST_CASE("a complete reply without a valid meaning fails its command alone") {
    liar there;
    there.replies["STAT"] = "+OK nothing here\r\n";
    there.replies["LIST 1"] = "+OK 2 120\r\n";
    there.replies["UIDL 1"] = "+OK\r\n";
    there.replies["UIDL 2"] = "+OK only-the-id\r\n";
    auto body = [&](session& session) -> awaitable<void> {
        auto why = co_await failure_of(session.stat());
        CHECK(why.code() == errc::malformed_reply);
        CHECK(why.code() == condition::protocol);
        why = co_await failure_of(session.numbered(1).list());
        CHECK(why.code() == errc::malformed_reply);
        why = co_await failure_of(session.numbered(1).uidl());
        CHECK(why.code() == errc::malformed_reply);
        const auto id = co_await session.numbered(2).uidl();
        CHECK(id == "only-the-id");
        co_await session.noop();
    };
    play(there, body);
}

}  // namespace popline::test
