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
        const auto committed = co_await fourth.quit();
        CHECK(committed.done == 1);
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

namespace {

/// Constructs, assigns, swaps and assigns to itself, all by move. `one` is then what `other` was.
template <class Value>
void move_around(Value& one, Value& other) {
    Value first(std::move(one));
    one = std::move(first);
    std::swap(one, other);
    auto& same = one;
    one = std::move(same);
    first = std::move(other);
}

}  // namespace

TEST_CASE("[R97] a mail that was moved from has no unique-id, and releases its listing") {
    embedded there;
    fill(there, 2);
    auto body = [&](session& session) -> awaitable<void> {
        auto inbox = co_await session.mails();
        move_around(inbox[0], inbox[1]);
        CHECK(inbox[0].unique_id() == there.server.unique_ids()[1]);
        CHECK_FALSE(inbox[1].has_unique_id());
        CHECK(code_thrown_by([&] { return inbox[1].unique_id(); }) == errc::no_unique_id);
        const auto why = co_await failure_of(inbox[1].text());
        CHECK(why.code() == errc::not_connected);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R97] a message, a retrieval and a session that were moved around release what they held") {
    embedded there;
    const auto sent = fill(there, 3);
    there.server.user("other", "secret");
    auto body = [&](session& here) -> awaitable<void> {
        const auto inbox = co_await here.mails();
        auto messages = here.retrieve(inbox);
        auto one = co_await messages.next();
        auto two = co_await messages.next();
        move_around(*one, *two);
        CHECK(one->number() == 2);
        CHECK_FALSE(two->has_unique_id());
        CHECK(code_thrown_by([&] { return two->unique_id(); }) == errc::no_unique_id);
        const auto text = co_await one->text();
        CHECK(text == sent[1]);

        auto others = here.top(inbox, 0);
        move_around(messages, others);
        CHECK(messages.progress().messages == 0);
        CHECK(messages.remaining().size() == 3);
        CHECK(others.outcomes().empty());
        const auto none = co_await others.next();
        CHECK_FALSE(none);

        session there_too(co_await boost::asio::this_coro::executor);
        CHECK_FALSE(there_too.is_open());
        co_await there_too.connect(there.secured());
        co_await there_too.login("other", "secret");
        move_around(here, there_too);
        CHECK(here.is_open());
        CHECK_FALSE(there_too.is_open());
        co_await here.noop();
        CHECK(count(there.server.transcript(1), "NOOP") == 1);
    };
    play(there, there.secured(), body);
    settle(there);
    CHECK_FALSE(there.server.locked());  // the session that was moved last was closed
}

TEST_CASE("[R97] a batch result that was moved from holds no outcomes") {
    const item_outcome refused{7, outcome::refused, errc::message_refused, std::string(100, 'x')};
    batch_result one{1, {refused}};
    const auto kept = one;
    batch_result other{2, {refused, refused}};
    other = std::move(one);
    CHECK(other == kept);
    CHECK(one.all_done());  // NOLINT: the test uses a moved-from result
    std::swap(one, other);
    CHECK(one == kept);
    CHECK(other.all_done());
}

}  // namespace popline::test
