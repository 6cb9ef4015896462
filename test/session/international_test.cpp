// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "scene.hpp"

// UTF-8 and languages (RFC 6856).

namespace popline::test {

namespace {

testing::options german() {
    return testing::options()
        .with_utf8()
        .with_language("en", "English")
        .with_language("de", "Deutsch (für alle)");
}

/// Connects a session, and runs `body(session)` before the login.
template <class Body>
void play_before_login(embedded& there, Body body) {
    session session(there.context);
    auto all = [&]() -> awaitable<void> {
        co_await session.connect(there.secured());
        co_await body(session);
    };
    play(there.context, all);
    session.close();
    settle(there);
}

}  // namespace

TEST_CASE("UTF8 is sent before the login, and refused without being sent after it") {
    embedded there(german());
    auto body = [](session& session) -> awaitable<void> {
        const auto known = co_await session.capabilities();
        CHECK(known.utf8() == utf8_support::logins);
        co_await session.utf8();
        co_await session.login(known_user());
        const auto late = co_await failure_of(session.utf8());
        CHECK(late.code() == errc::wrong_phase);
        CHECK(late.verb() == "UTF8");
        co_await session.noop();
    };
    play_before_login(there, body);
    CHECK(count(there.server.transcript(), "UTF8") == 1);
}

TEST_CASE("[R32] a server that refuses UTF8 or LANG is used without") {
    embedded there;
    auto body = [](session& session) -> awaitable<void> {
        const auto known = co_await session.capabilities();
        CHECK(known.utf8() == utf8_support::none);
        CHECK_FALSE(known.has_languages());
        const auto why = co_await failure_of(session.utf8());
        CHECK(why.code() == errc::refused);
        CHECK(why.verb() == "UTF8");
        const auto none = co_await failure_of(session.languages());
        CHECK(none.code() == errc::refused);
        CHECK(none.verb() == "LANG");
        co_await session.login(known_user());
    };
    play_before_login(there, body);
}

TEST_CASE("the languages of a server are listed and chosen, before the login and after it") {
    embedded there(german());
    auto body = [](session& session) -> awaitable<void> {
        const std::vector<language> expected = {{"en", "English"}, {"de", "Deutsch (für alle)"}};
        const auto early = co_await session.languages();
        CHECK(early == expected);
        auto chosen = co_await session.language("DE");
        CHECK(chosen == "de");
        co_await session.login(known_user());
        const auto later = co_await session.languages();
        CHECK(later == expected);
        chosen = co_await session.language("*");
        CHECK(chosen == "en");
        const auto why = co_await failure_of(session.language("fr-CA"));
        CHECK(why.code() == errc::refused);
        CHECK(why.verb() == "LANG");
    };
    play_before_login(there, body);
}

TEST_CASE("[R28] a text that is no tag of a language is refused before an octet is sent") {
    embedded there(german());
    auto body = [&](session& session) -> awaitable<void> {
        const auto heard = there.server.transcript().size();
        for (const char* tag : {"", " ", "de en", "de\r\nDELE 1", "d\xC3\xA9", "**", "de_DE"}) {
            CAPTURE(tag);
            const auto why = co_await failure_of(session.language(tag));
            CHECK(why.code() == errc::invalid_argument);
        }
        CHECK(there.server.transcript().size() == heard);
    };
    play_before_login(there, body);
}

TEST_CASE("[R86] the words of a refusal in another language are readable, and cannot steer a terminal") {
    embedded there(german());
    there.server.refuse("STAT", 0, "Größe unbekannt \xC2\x9B\xFF");
    auto body = [](session& session) -> awaitable<void> {
        const auto why = co_await failure_of(session.stat());
        CHECK(why.reply() == "Größe unbekannt \\xC2\\x9B\\xFF");
        CHECK(std::string(why.what()).find("Größe unbekannt") != std::string::npos);
    };
    play(there, there.secured(), body);
}

TEST_CASE("a user and a password that are not ASCII are sent as they are, by PLAIN and by USER") {
    for (const bool announced : {true, false})
        for (const auto* const mechanism : {"PLAIN", "USER"}) {
            CAPTURE(announced);
            CAPTURE(mechanism);
            embedded there(testing::options().with_utf8(announced ? testing::utf8_logins::allowed
                                                                  : testing::utf8_logins::refused));
            there.server.user("jürgen", "пароль");
            auto body = [&](session& session) -> awaitable<void> {
                const auto who = credentials("jürgen", "пароль").only_by(mechanism);
                if (announced || who.only_by() == "PLAIN") {
                    co_await session.login(who);
                } else {
                    const auto why = co_await failure_of(session.login(who));
                    CHECK(why.code() != errc::authentication_failed);
                }
            };
            play_before_login(there, body);
        }
}

}  // namespace popline::test
