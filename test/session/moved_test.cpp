// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/detached.hpp>

#include "scene.hpp"

namespace popline::test {

TEST_CASE("[R97] a session moved while operations run completes them for the new object") {
    embedded there;
    const auto sent = fill(there, 3);
    session first(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await first.connect(there.secured());
        co_await first.login(known_user());
        drop_listing found;
        auto ask = [&]() -> awaitable<void> { found = co_await first.stat(); };
        boost::asio::co_spawn(there.context, ask(), boost::asio::detached);
        co_await turn();  // submitted, and its reply has not come
        session second(std::move(first));
        co_await second.noop();
        CHECK(found.messages == 3);
        CHECK(second.phase() == phase::transaction);

        session third(there.context);
        third = std::move(second);
        auto messages = third.retrieve(co_await third.mails());
        auto one = co_await messages.next();
        session fourth(std::move(third));
        auto text = co_await one->text();
        CHECK(text == sent[0]);
        auto two = co_await messages.next();
        text = co_await two->text();
        CHECK(text == sent[1]);
        one->mark_deleted();
        const auto done = co_await fourth.quit();
        CHECK(done.removed == 1);
    };
    play(there.context, body);
    settle(there);
}

TEST_CASE("[R97] a session that was moved from behaves like one that was never connected") {
    embedded there;
    const auto sent = fill(there, 2);
    auto body = [&](session& moved) -> awaitable<void> {
        const session taker(std::move(moved));
        CHECK(moved.phase() == phase::disconnected);
        CHECK(moved.greeting().empty());
        CHECK(moved.tls_facts() == tls_facts());
        CHECK(moved.counters() == counters());
        CHECK(moved.remarks() == listing_remarks());
        auto why = co_await failure_of(moved.stat());
        CHECK(why.code() == errc::not_connected);
        why = co_await failure_of(moved.mails());
        CHECK(why.code() == errc::not_connected);
        why = co_await failure_of(moved.login(known_user()));
        CHECK(why.code() == errc::not_connected);
        why = co_await failure_of(moved.quit());
        CHECK(why.code() == errc::not_connected);
        why = co_await failure_of(moved.capabilities());
        CHECK(why.code() == errc::not_connected);
        why = co_await failure_of(moved.command("NOOP"));
        CHECK(why.code() == errc::not_connected);
        why = co_await failure_of(moved.numbered(1).text());
        CHECK(why.code() == errc::not_connected);
        const std::vector<mail> mails(1, moved.numbered(1));
        auto messages = moved.retrieve(mails);
        why = co_await failure_of(messages.next());
        CHECK(why.code() == errc::not_connected);
        auto tops = moved.top(mails, 2);
        why = co_await failure_of(tops.next());
        CHECK(why.code() == errc::not_connected);
        why = co_await failure_of(moved.remove(mails));
        CHECK(why.code() == errc::not_connected);
        moved.close();
        CHECK(taker.phase() == phase::transaction);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R97] a session that was moved from can connect, as one never connected can") {
    embedded there;
    there.server.user("other", "secret");
    auto body = [&](session& moved) -> awaitable<void> {
        const session taker(std::move(moved));
        CHECK(moved.get_executor() == taker.get_executor());
        co_await moved.connect(there.secured());
        co_await moved.login("other", "secret");
        CHECK(moved.phase() == phase::transaction);
        CHECK(taker.phase() == phase::transaction);
    };
    play(there, there.secured(), body);
}

TEST_CASE("a session that is assigned to is closed first, without QUIT") {
    embedded there;
    fill(there, 1);
    auto body = [&](session& old) -> awaitable<void> {
        co_await old.numbered(1).remove();
        old = session(there.context);
        CHECK(old.phase() == phase::disconnected);
    };
    play(there, there.secured(), body);
    CHECK(count(there.server.transcript(), "QUIT") == 0);
    CHECK(there.server.messages().size() == 1);
}

}  // namespace popline::test
