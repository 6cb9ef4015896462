// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <popline/delete_all.hpp>
#include <popline/header_only.hpp>

#include "scene.hpp"

// If a message is not read to its end, the session reads the remaining bytes and throws them away. If they
// exceed the limit, the session ends.

namespace popline::test {

namespace {

struct users_own {};

/// Makes a large message fail, or ends it early.
struct way_out {
    const char* name;
    awaitable<void> (*leave)(session&);
};

awaitable<void> sink_throws(session& over) {
    auto into = [](std::string_view) { throw users_own(); };
    co_await throws<users_own>(over.numbered(1).retrieve(into));
}
awaitable<void> awaited_sink_throws(session& over) {
    auto into = [](std::string_view) -> awaitable<void> {
        co_await turn();
        throw users_own();
    };
    co_await throws<users_own>(over.numbered(1).retrieve(into));
}
awaitable<void> header_is_enough(session& over) {
    std::string header;
    co_await over.numbered(1).retrieve(header_only(append_to(header)));
    CHECK(header.starts_with("Subject: 1"));
}
awaitable<void> cancelled(session& over) {
    boost::asio::cancellation_signal stop;
    const auto executor = co_await boost::asio::this_coro::executor;
    bool begun = false;
    std::optional<boost::system::error_code> end;
    auto into = [&](std::string_view) { begun = true; };
    auto read = [&]() -> awaitable<void> { co_await over.numbered(1).retrieve(into); };
    boost::asio::co_spawn(executor, read(), boost::asio::bind_cancellation_slot(stop.slot(), [&](auto why) {
                              end = code_of(why);
                          }));
    while (!begun)
        co_await turn();
    stop.emit(boost::asio::cancellation_type::terminal);
    while (!end)
        co_await turn();
    CHECK(*end == condition::cancelled);
}
awaitable<void> let_go_unread(session& over) {
    auto messages = over.retrieve(std::vector<mail>(1, over.numbered(1)));
    const auto one = co_await messages.next();
    CHECK(one);
}
awaitable<void> too_large(session& over) {
    const auto why = co_await failure_of(over.numbered(1).text());
    CHECK(why.code() == errc::message_too_large);
}

const way_out ways_out[] = {
    {"a sink that throws", sink_throws}, {"an awaited sink that throws", awaited_sink_throws},
    {"header_only", header_is_enough},   {"a cancelled retrieval", cancelled},
    {"let go unread", let_go_unread},    {"too large for memory", too_large},
};

}  // namespace

TEST_CASE(
    "[R64][R67][R74] the rest of a message that fails or is enough is skipped within the drain limit; past "
    "it "
    "the session ends, and says why") {
    constexpr std::size_t octets = 4'000'000;
    for (const bool past_it : {false, true})
        for (const auto& [name, leave] : ways_out) {
            CAPTURE(past_it);
            CAPTURE(name);
            embedded there;
            fill(there, 2, octets);
            limits bounds;
            bounds.drain_bytes = past_it ? octets / 4 : 2 * octets;
            bounds.message_in_memory_bytes = octets / 8;
            auto body = [&](session& session) -> awaitable<void> {
                co_await leave(session);
                if (!past_it) {
                    co_await session.noop();
                    const auto header = co_await session.numbered(2).header();
                    CHECK(header.starts_with("Subject: 2"));
                    const auto committed = co_await session.quit();
                    CHECK(committed.done == 0);
                    co_return;
                }
                auto why = co_await failure_of(session.noop());
                CHECK(why.code() == errc::drain_limit);
                CHECK(why.code() == condition::limit);
                why = co_await failure_of(session.quit());
                CHECK(why.code() == errc::drain_limit);
                CHECK(session.phase() == phase::closed);
            };
            play(there, there.plain().limits(bounds), body);
            CHECK(there.server.messages().size() == 2);
        }
}

TEST_CASE(
    "[R79] delete_all marks no message whose reading did not come to its end, and each that was not begun") {
    embedded there;
    const auto sent = fill(there, 6);
    auto body = [&](session& session) -> awaitable<void> {
        std::vector<message> kept;
        auto each = [&](message& one) -> awaitable<void> {
            std::string text;
            auto fails = [](std::string_view) { throw users_own(); };
            if (one.number() == 1) co_await one.read_to(append_to(text));
            if (one.number() == 2) co_await throws<users_own>(one.read_to(fails));
            if (one.number() == 3) co_await one.read_to(header_only(append_to(text)));
            if (one.number() == 5) kept.push_back(std::move(one));
        };
        there.server.refuse("RETR", 6, "rotten");
        const auto marked = co_await delete_all(session, each);
        CHECK(marked.done == 2);  // 1 was read, 4 was not begun
        std::vector<std::pair<message_number, outcome>> left;
        for (const auto& one : marked.failed)
            left.emplace_back(one.number, one.result);
        CHECK(left
              == decltype(left){{2, outcome::broken_off},
                                {3, outcome::broken_off},
                                {5, outcome::not_tried},
                                {6, outcome::refused}});
        CHECK(marked.failed[3].reply == "rotten");
        const auto committed = co_await session.quit();
        CHECK(committed.done == 2);
    };
    play(there, there.secured(), body);
    CHECK(there.server.messages() == std::vector<std::string>{sent[1], sent[2], sent[4], sent[5]});
}

}  // namespace popline::test
