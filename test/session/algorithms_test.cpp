// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>

#include <popline/delete_all.hpp>
#include <popline/select.hpp>

#include "scene.hpp"

namespace popline::test {

namespace {

struct users_own {};

awaitable<void> read(message& one) {
    static_cast<void>(co_await one.text());
}

}  // namespace

TEST_CASE("with_session commits at the end of its block, and returns what was committed") {
    embedded there;
    fill(there, 3);
    auto removes_first = [](session& one) -> awaitable<void> { co_await one.numbered(1).remove(); };
    auto all = [&]() -> awaitable<void> {
        const auto deleted = co_await with_session(there.secured(), known_user(), removes_first);
        CHECK(deleted == batch_result{1, {}});
    };
    play(there.context, all);
    settle(there);
    CHECK(there.server.messages().size() == 2);
    CHECK(there.server.transcript().back() == "QUIT");
}

TEST_CASE(
    "[R76] an exception in the block commits nothing, unless that was asked for by name; it is what is "
    "thrown") {
    for (const auto how : {on_error::close, on_error::quit}) {
        embedded there;
        fill(there, 3);
        auto fails = [](session& one) -> awaitable<void> {
            co_await one.numbered(1).remove();
            throw users_own();
        };
        auto all = [&]() -> awaitable<void> {
            co_await throws<users_own>(with_session(there.secured(), known_user(), fails, how));
        };
        play(there.context, all);
        settle(there);
        CHECK(there.server.messages().size() == (how == on_error::quit ? 2 : 3));
        CHECK(count(there.server.transcript(), "QUIT") == (how == on_error::quit ? 1 : 0));
        CHECK_FALSE(there.server.locked());
    }
}

TEST_CASE("a block may end the session itself, by quit or by close") {
    for (const bool quits : {true, false}) {
        embedded there;
        fill(there, 2);
        auto ends = [&](session& one) -> awaitable<void> {
            co_await one.numbered(1).remove();
            if (!quits) co_return one.close();
            co_await one.quit();
        };
        auto all = [&]() -> awaitable<void> {
            const auto deleted = co_await with_session(there.secured(), known_user(), ends);
            CHECK(deleted == batch_result());
        };
        play(there.context, all);
        settle(there);
        CHECK(there.server.messages().size() == (quits ? 1 : 2));
    }
}

TEST_CASE(
    "if a block overlooks that its connection has ended, with_session throws, because nothing was "
    "committed") {
    embedded there;
    fill(there, 1, 100'000);
    auto overlooks = [&](session& one) -> awaitable<void> {
        there.server.close_after(1);
        try {
            static_cast<void>(co_await one.numbered(1).text());
        } catch (const error&) {}
    };
    auto all = [&]() -> awaitable<void> {
        const auto why = co_await failure_of(with_session(there.plain(), known_user(), overlooks));
        CHECK(why.code() == errc::closed);
    };
    play(there.context, all);
}

TEST_CASE(
    "[R32] for each mail: the body sees each message, and one that is refused is told and stops nothing") {
    embedded there;
    fill(there, 5);
    there.server.refuse("RETR", 3, "gone");
    std::vector<message_number> seen;
    auto each = [&](message& one) -> awaitable<void> {
        co_await read(one);
        seen.push_back(one.number());
        one.mark_deleted();
    };
    auto all = [&]() -> awaitable<void> {
        const auto made = co_await for_each_mail(there.secured(), known_user(), each);
        CHECK(made == batch_result{4, {{3, outcome::refused, errc::message_refused, "gone"}}});
    };
    play(there.context, all);
    settle(there);
    CHECK(seen == std::vector<message_number>{1, 2, 4, 5});
    CHECK(there.server.messages().size() == 1);
}

TEST_CASE("[R32] for each mail: a message that the body marked, and that is refused, is not done") {
    embedded there;
    fill(there, 4);
    there.server.refuse("RETR", 3, "gone").refuse("DELE", 2, "locked");
    auto each = [](message& one) -> awaitable<void> {
        co_await read(one);
        one.mark_deleted();
    };
    auto all = [&]() -> awaitable<void> {
        const batch_result expected{2,
                                    {{2, outcome::refused, errc::message_refused, "locked"},
                                     {3, outcome::refused, errc::message_refused, "gone"}}};
        auto made = co_await for_each_mail(there.secured(), known_user(), each);
        CHECK(made == expected);
        // The two that are left have the numbers 1 and 2 now.
        made = co_await delete_all(there.secured(), known_user(), read);
        CHECK(made == batch_result{1, {expected.failed[0]}});
    };
    play(there.context, all);
}

TEST_CASE("for each mail, with a body that returns nothing and an empty maildrop") {
    embedded there;
    int seen = 0;
    auto each = [&](message&) { ++seen; };
    auto all = [&]() -> awaitable<void> {
        auto made = co_await for_each_mail(there.secured(), known_user(), each);
        CHECK(made.done == 0);
        there.server.add("x\r\n").add("y\r\n");
        made = co_await for_each_mail(there.secured(), known_user(), each);
        CHECK(made.done == 2);
    };
    play(there.context, all);
    CHECK(seen == 2);
}

TEST_CASE("delete_all deletes messages that were read or not read; a message that was read in part stays") {
    embedded there;
    auto all = [&]() -> awaitable<void> {
        fill(there, 3);
        there.server.refuse("DELE", 2, "locked");
        auto deleted = co_await delete_all(there.secured(), known_user());
        CHECK(deleted.done == 2);
        CHECK(deleted.failed
              == std::vector<item_outcome>{{2, outcome::refused, errc::message_refused, "locked"}});
        there.server.heal();
        CHECK(there.server.messages().size() == 1);

        fill(there, 3);
        deleted = co_await delete_all(there.secured(), known_user(), read);
        CHECK(deleted == batch_result{4, {}});
        CHECK(there.server.messages().empty());

        fill(there, 4);
        auto looks = [](message& one) -> awaitable<void> {
            if (one.number() % 2 == 0) co_await read(one);
        };
        deleted = co_await delete_all(there.secured(), known_user(), looks);
        CHECK(deleted == batch_result{4, {}});

        fill(there, 4);
        auto fails = [](message& one) -> awaitable<void> {
            co_await read(one);
            if (one.number() == 3) throw users_own();
        };
        co_await throws<users_own>(delete_all(there.secured(), known_user(), fails));
        CHECK(there.server.messages().size() == 4);
        co_await throws<users_own>(delete_all(there.secured(), known_user(), fails, on_error::quit));
        CHECK(there.server.messages().size() == 2);
    };
    play(there.context, all);
}

TEST_CASE("check_login sends no command that a login does not need") {
    embedded there;
    auto all = [&]() -> awaitable<void> {
        co_await check_login(there.secured(), known_user());
        const auto why = co_await failure_of(check_login(there.secured(), credentials("user", "wrong")));
        CHECK(why.code() == condition::wrong_credentials);
    };
    play(there.context, all);
    settle(there);
    CHECK(there.server.transcript(0)
          == std::vector<std::string>{"CAPA", "AUTH PLAIN AHVzZXIAc2VjcmV0", "QUIT"});
}

TEST_CASE("select returns the mails whose unique-id is wanted, and no mail without a unique-id") {
    embedded there;
    there.server.add("1\r\n", "a").add("2\r\n", "b").add("3\r\n", "c");
    auto body = [](session& one) -> awaitable<void> {
        auto not_b = [](std::string_view id) { return id != "b"; };
        const auto inbox = co_await one.mails();
        const auto wanted = select(inbox, not_b);
        REQUIRE(wanted.size() == 2);
        CHECK(wanted[1].number() == 3);
        CHECK(select({inbox[1]}, not_b).empty());
        CHECK_THROWS_AS(static_cast<void>(select({one.numbered(1)}, not_b)), error);
    };
    play(there, there.secured(), body);
}

}  // namespace popline::test
