// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "liar.hpp"

namespace popline::test {

namespace {

using outcomes = std::vector<outcome>;

outcomes results_of(const batch_result& removed) {
    outcomes made;
    for (const auto& one : removed.failed)
        made.push_back(one.result);
    return made;
}

std::vector<mail> numbered(const session& session, message_number most) {
    std::vector<mail> mails;
    for (message_number number = 1; number <= most; ++number)
        mails.push_back(session.numbered(number));
    return mails;
}

}  // namespace

TEST_CASE("[R32] a DELE that is refused does not stop the others, and each has its outcome") {
    embedded there;
    fill(there, 600);
    there.server.refuse("DELE", 2, "[SYS/TEMP] busy");
    auto body = [&](session& session) -> awaitable<void> {
        const auto inbox = co_await session.mails();
        const auto removed = co_await session.remove(inbox);
        CHECK(removed.done == 599);
        CHECK(
            removed.failed
            == std::vector<item_outcome>{{2, outcome::refused, errc::temporary_failure, "[SYS/TEMP] busy"}});
        CHECK_FALSE(removed.all_done());
        const auto committed = co_await session.quit();
        CHECK(committed.done == 599);
        CHECK(committed.all_done());  // remove has returned this refusal to its caller
    };
    play(there, there.secured(), body);
    CHECK(there.server.messages().size() == 1);
}

TEST_CASE("a mail that is named twice is asked for once, and each time it is named has its outcome") {
    embedded there;
    fill(there, 5);
    there.server.refuse("DELE", 4, "[SYS/TEMP] busy");
    auto body = [&](session& session) -> awaitable<void> {
        std::vector<mail> mails;
        for (const message_number number : {5U, 2U, 2U, 4U, 1U, 4U, 5U})
            mails.push_back(session.numbered(number));
        const auto removed = co_await session.remove(mails);
        const item_outcome locked{4, outcome::refused, errc::temporary_failure, "[SYS/TEMP] busy"};
        CHECK(removed == batch_result{5, {locked, locked}});
        const auto committed = co_await session.quit();
        CHECK(committed.done == 3);
    };
    play(there, there.secured(), body);
    CHECK(count(there.server.transcript(), "DELE ") == 4);
    CHECK(there.server.messages().size() == 2);
}

TEST_CASE("[R80] the link lost amid DELEs: done, refused, unknown or not tried, whatever the window") {
    for (const std::size_t window : {1U, 2U, 4U, 128U}) {
        CAPTURE(window);
        liar there;
        there.replies["CAPA"] = "-ERR\r\n";
        there.replies["DELE 2"] = "-ERR no\r\n";
        there.replies["DELE 4"] = "";
        session session(there.context);
        auto body = [&]() -> awaitable<void> {
            co_await session.connect(there.where().pipelining(pipelining::window(window)));
            co_await session.login(known_user());
            const auto removed = co_await session.remove(numbered(session, 6));
            CHECK(removed.done == 2);
            const outcomes expected{outcome::refused, outcome::unknown};
            auto results = results_of(removed);
            REQUIRE(results.size() == 4);
            // Whether the commands after the lost one were written depends on the window and on timing.
            for (std::size_t at = 2; at < 4; ++at)
                CHECK((results[at] == outcome::not_tried || results[at] == outcome::unknown));
            if (window == 1) CHECK(results[2] == outcome::not_tried);
            if (window == 128) CHECK(results[3] == outcome::unknown);
            results.resize(2);
            CHECK(results == expected);
            CHECK(removed.failed[1].number == 4);
            CHECK(removed.failed[1].code == errc::closed);
            CHECK(removed.failed[3].code == errc::closed);
            const auto why = co_await failure_of(session.quit());
            CHECK(why.code() == errc::closed);
        };
        play(there.context, body);
        CHECK(count(there.heard, "DELE 4") == 1);
        CHECK(count(there.heard, "QUIT") == 0);
    }
}

TEST_CASE("[R80] if the connection ends right after a reply, no outcome is lost") {
    // The last reply and the end of the stream come in one read, while the batch is between two waits.
    for (const std::size_t window : {1U, 2U}) {
        liar there;
        there.replies["CAPA"] = "-ERR\r\n";
        there.replies["DELE 3"] = "+OK\r\nwhat is this\r\n";
        session session(there.context);
        auto body = [&]() -> awaitable<void> {
            co_await session.connect(there.where().pipelining(pipelining::window(window)));
            co_await session.login(known_user());
            const auto removed = co_await session.remove(numbered(session, 4));
            CHECK(removed.done == 3);
            REQUIRE(removed.failed.size() == 1);
            CHECK(removed.failed[0].number == 4);
            CHECK(removed.failed[0].result != outcome::refused);
            CHECK(removed.failed[0].code == condition::protocol);
            const auto why = co_await failure_of(session.quit());  // R78
            CHECK(why.code() == condition::protocol);
        };
        play(there.context, body);
        CHECK(count(there.heard, "QUIT") == 0);
    }
}

TEST_CASE("[R80] a session closed by a callback amid a batch gives every outcome") {
    embedded there;
    fill(there, 20);
    auto body = [&](session& session) -> awaitable<void> {
        bool ended = false;
        auto closer = [&]() -> awaitable<void> {
            while (count(there.server.transcript(), "DELE") < 3)
                co_await turn();
            session.close();
            ended = true;
        };
        boost::asio::co_spawn(there.context, closer(), [](std::exception_ptr) {});
        const auto removed = co_await session.remove(numbered(session, 20));
        CHECK(removed.done + removed.failed.size() == 20);
        REQUIRE_FALSE(removed.all_done());
        CHECK(removed.failed.back().number == 20);
        CHECK(removed.failed.back().code == errc::session_closed);
        while (!ended)
            co_await turn();
    };
    play(there, there.secured().pipelining(pipelining::off()), body);
    CHECK(there.server.messages().size() == 20);
}

TEST_CASE("no mails, and mails before the login") {
    embedded there;
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.secured());
        const auto why = co_await failure_of(session.remove(numbered(session, 1)));
        CHECK(why.code() == errc::wrong_phase);
        co_await session.login(known_user());
        const auto removed = co_await session.remove(std::vector<mail>());
        CHECK(removed == batch_result());
    };
    play(there.context, body);
}

}  // namespace popline::test
