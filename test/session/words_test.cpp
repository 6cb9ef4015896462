// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <functional>

#include "scene.hpp"

// An error says in words what is wrong with an argument, or why the call is not possible now.

namespace popline::test {

namespace {

struct mistake {
    const char* name;
    errc code;
    std::vector<std::string> words;
    std::function<awaitable<void>(session&, const embedded&)> make;
};

const std::string nul("a\0b", 3);

const mistake before_login[] = {
    {"STAT",
     errc::wrong_phase,
     {"STAT", "authorization", "log in first"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.stat(); }},
    {"DELE",
     errc::wrong_phase,
     {"DELE 2", "authorization", "log in first"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.numbered(2).remove(); }},
    {"connect",
     errc::wrong_phase,
     {"connect", "once", "authorization"},
     [](session& one, const embedded& there) -> awaitable<void> { co_await one.connect(there.secured()); }},
    {"no user",
     errc::invalid_argument,
     {"user name is empty"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.login("", "secret"); }},
    {"user",
     errc::invalid_argument,
     {"user name", "CR, LF or NUL"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.login("a\r\nb", "secret"); }},
    {"password",
     errc::invalid_argument,
     {"password", "CR, LF or NUL"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.login("user", nul); }},
};

const mistake after_login[] = {
    {"login",
     errc::wrong_phase,
     {"login", "transaction", "logged in"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.login(known_user()); }},
    {"an empty command",
     errc::invalid_argument,
     {"command is empty"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.command(" "); }},
    {"a command of another phase",
     errc::invalid_argument,
     {"QUIT", "changes the state of the session"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.command("quit"); }},
    {"a second line",
     errc::invalid_argument,
     {"CR, LF or NUL"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.command("NOOP\r\nQUIT"); }},
    {"a number of 0",
     errc::invalid_argument,
     {"number 0", "2147483647"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.numbered(0).text(); }},
    {"a large number",
     errc::invalid_argument,
     {"number 2147483648", "2147483647"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.numbered(2147483648U).text(); }},
};

const mistake of_a_session[] = {
    {"no host",
     errc::invalid_argument,
     {"host"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.connect(server("")); }},
    {"a host with NUL",
     errc::invalid_argument,
     {"host"},
     [](session& one, const embedded&) -> awaitable<void> { co_await one.connect(server(nul)); }},
};

awaitable<void> check(const mistake& one, session& over, const embedded& there) {
    CAPTURE(one.name);
    const auto why = co_await failure_of(one.make(over, there));
    CHECK(why.code() == one.code);
    const std::string what = why.what();
    for (const auto& word : one.words) {
        CAPTURE(what);
        CHECK(what.find(word) != what.npos);
    }
    CHECK(what.find("secret") == what.npos);
}

}  // namespace

TEST_CASE(
    "[R84] an error says in words what is wrong with an argument, or why the call is not possible now") {
    embedded there;
    fill(there, 2);
    auto body = [&]() -> awaitable<void> {
        for (const auto& one : of_a_session) {
            session bare(there.context);
            co_await check(one, bare, there);
        }
        session over(there.context);
        co_await over.connect(there.secured());
        for (const auto& one : before_login)
            co_await check(one, over, there);
        co_await over.login(known_user());
        for (const auto& one : after_login)
            co_await check(one, over, there);
        co_await over.quit();
    };
    play(there.context, body);
}

}  // namespace popline::test
