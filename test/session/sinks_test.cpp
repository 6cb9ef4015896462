// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <sstream>

#include "scene.hpp"

namespace popline::test {

namespace {

/// The calls of a sink, in their order.
struct log {
    std::string octets;
    int commits = 0;
};

struct collector {
    explicit collector(log& into) : to(&into) {}
    void operator()(std::string_view octets) { to->octets += octets; }
    log* to;
};
struct committing : collector {
    using collector::collector;
    void commit() { ++to->commits; }
};
struct awaiting : collector {
    using collector::collector;
    awaitable<void> operator()(std::string_view octets) {
        co_await turn();
        to->octets += octets;
    }
    awaitable<int> commit() {
        co_await turn();
        co_return ++to->commits;
    }
};
/// A sink that is too large for the storage inside `sink`, and whose result is not used.
struct large : collector {
    using collector::collector;
    awaitable<std::size_t> operator()(std::string_view octets) {
        to->octets += octets;
        co_await turn();
        co_return to->octets.size();
    }
    void commit() { ++to->commits; }
    char more[64] = {};
};

template <class Sink>
void check_all_ways(int commits) {
    embedded there;
    const auto sent = fill(there, 2, 40'000);
    auto body = [&](session& session) -> awaitable<void> {
        log referred;
        Sink named(referred);
        co_await session.numbered(1).retrieve(named);
        CHECK(referred.octets == sent[0]);
        CHECK(referred.commits == commits);

        log owned;
        Sink given(owned);
        co_await session.numbered(2).retrieve(std::move(given));
        CHECK(owned.octets == sent[1]);
        CHECK(owned.commits == commits);
    };
    play(there, there.secured(), body);
}

}  // namespace

TEST_CASE(
    "a callable that returns nothing, one that is awaited, one with a result, with commit and without") {
    check_all_ways<collector>(0);
    check_all_ways<committing>(1);
    check_all_ways<awaiting>(1);
    check_all_ways<large>(1);
}

TEST_CASE("append_to and a std::ostream, and a message of no octets [R4]") {
    embedded there;
    const auto sent = fill(there, 1, 30'000);
    there.server.add("");
    auto body = [&](session& session) -> awaitable<void> {
        std::string text = "before: ";
        co_await session.numbered(1).retrieve(append_to(text));
        CHECK(text == "before: " + sent[0]);
        auto appended = append_to(text);
        text.clear();
        co_await session.numbered(1).retrieve(appended);
        CHECK(text == sent[0]);
        std::ostringstream stream;
        co_await session.numbered(1).retrieve(stream);
        CHECK(stream.str() == sent[0]);

        log empty;
        committing nothing(empty);
        co_await session.numbered(2).retrieve(nothing);
        CHECK(empty.octets.empty());
        CHECK(empty.commits == 1);
    };
    play(there, there.secured(), body);
}

TEST_CASE("[R79] commit is not called for a body that ends early, and the message is not marked") {
    embedded there;
    fill(there, 2, 200'000);
    log seen;
    auto body = [&](session& session) -> awaitable<void> {
        committing sink(seen);
        const auto inbox = co_await session.mails();
        there.server.close_after(session.counters().bytes_received + 50'000);
        auto messages = session.retrieve(inbox);
        auto one = co_await messages.next();
        const auto why = co_await failure_of(one->read_to(sink));
        CHECK(why.code() == errc::closed);  // R45: the message is not whole
        CHECK(code_thrown_by([&] { return one->mark_deleted(); }) == errc::not_retrieved);
    };
    play(there, there.plain(), body);
    CHECK(seen.commits == 0);
    CHECK(count(there.server.transcript(), "DELE") == 0);
}

TEST_CASE(
    "[R64] a message of exactly the limit passes, one octet more fails alone and brings no octet past it") {
    for (const std::size_t less : {0U, 1U}) {
        embedded there;
        const auto sent = fill(there, 2, 50'000);
        limits bounds;
        bounds.message_bytes = sent[0].size() - less;
        auto body = [&](session& session) -> awaitable<void> {
            log seen;
            committing sink(seen);
            if (less == 0) {
                co_await session.numbered(1).retrieve(sink);
                CHECK(seen.octets == sent[0]);
            } else {
                const auto why = co_await failure_of(session.numbered(1).retrieve(sink));
                CHECK(why.code() == errc::message_too_large);
                CHECK(why.code() == condition::limit);
                CHECK(seen.octets.size() <= bounds.message_bytes);
                CHECK(sent[0].starts_with(seen.octets));
            }
            CHECK(seen.commits == (less == 0 ? 1 : 0));
            co_await session.noop();
        };
        play(there, there.secured().limits(bounds), body);

        limits in_memory;
        in_memory.message_in_memory_bytes = sent[0].size() - less;
        embedded again;
        fill(again, 1, 50'000);
        auto memory = [&](session& session) -> awaitable<void> {
            if (less == 0) {
                const auto text = co_await session.numbered(1).text();
                CHECK(text == sent[0]);
            } else {
                const auto why = co_await failure_of(session.numbered(1).text());
                CHECK(why.code() == errc::message_too_large);
                std::string text;
                auto messages = session.retrieve(std::vector<mail>(1, session.numbered(1)));
                auto one = co_await messages.next();
                auto appended = append_to(text);
                const auto named = co_await failure_of(one->read_to(appended));
                CHECK(named.code() == errc::message_too_large);
            }
            log seen;  // the limit does not apply to a sink that keeps nothing
            collector sink(seen);
            co_await session.numbered(1).retrieve(sink);
            CHECK(seen.octets == sent[0]);
        };
        play(again, again.secured().limits(in_memory), memory);
    }
}

}  // namespace popline::test
