// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/delete_all.hpp>

#include "session/scene.hpp"

namespace popline::test {

TEST_CASE(
    "delete_all repeats the server's words about a message that is refused when it is asked for again") {
    embedded there;
    fill(there, 3, 200'000);
    auto body = [&](session& session) -> awaitable<void> {
        auto each = [&](message& one) -> awaitable<void> {
            if (one.number() == 2) {
                there.server.refuse("RETR", 2, "[SYS/TEMP] rotten");
                co_await session.noop();  // the body of message 2 is on its way: it is discarded
                co_await throws<error>(one.text());
                co_return;
            }
            static_cast<void>(co_await one.text());
        };
        const auto marked = co_await delete_all(session, each);
        CHECK(marked.done == 2);
        CHECK(marked.failed
              == std::vector<item_outcome>{
                  {2, outcome::refused, errc::temporary_failure, "[SYS/TEMP] rotten"}});
    };
    play(there, there.plain(), body);
}

TEST_CASE(
    "[R77] a body that catches the end of the session does not hide it from delete_all and for_each_mail") {
    for (const bool deletes : {true, false}) {
        CAPTURE(deletes);
        embedded there;
        fill(there, 3, 20'000);
        auto body = [&](session& session) -> awaitable<void> {
            auto each = [&](message& one) -> awaitable<void> {
                const auto closes = [&](std::string_view) {
                    if (one.number() == 3) session.close();
                };
                try {
                    co_await one.read_to(closes);
                } catch (const error&) {}
            };
            error why(errc::foreign_exception);
            if (deletes)
                why = co_await failure_of(delete_all(session, each));
            else
                why = co_await failure_of(for_each_mail(session, each));
            CHECK(why.code() == errc::session_closed);
        };
        play(there, there.plain(), body);
        CHECK(there.server.messages().size() == 3);
    }
}

TEST_CASE("[R77] quit names a message once, and not at all if a later DELE was accepted") {
    for (const bool accepted : {true, false}) {
        CAPTURE(accepted);
        embedded there;
        fill(there, 3);
        there.server.refuse("DELE", 2, "locked");
        auto body = [&](session& session) -> awaitable<void> {
            auto each = [](message& one) -> awaitable<void> {
                static_cast<void>(co_await one.text());
                if (one.number() == 2) one.mark_deleted();
            };
            static_cast<void>(co_await for_each_mail(session, each));
            co_await session.noop();  // the refusal has come
            if (accepted) there.server.heal();
            static_cast<void>(co_await for_each_mail(session, each));
            const auto committed = co_await session.quit();
            CHECK(committed.done == (accepted ? 1 : 0));
            CHECK(committed.failed.size() == (accepted ? 0 : 1));
        };
        play(there, there.plain(), body);
    }
}

}  // namespace popline::test
