// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "memory/endless.hpp"
#include "memory/heap.hpp"
#include "net/environment.hpp"
#include "net/input_buffer.hpp"

// Allocations are counted at malloc itself, in one thread. The server allocates nothing for its replies.

using namespace popline;
using namespace popline::test;
using boost::asio::awaitable;
using namespace boost::asio::experimental::awaitable_operators;
using maildrop = endless_stream::maildrop;

namespace {

awaitable<void> retrieve_first(session& line) {
    std::uint64_t octets = 0;
    auto count = [&octets](std::string_view piece) { octets += piece.size(); };
    const auto first = line.numbered(1);
    co_await first.retrieve(count);
    CHECK(octets > 0);
}

awaitable<void> abandon_first(session& line) {
    auto messages = line.retrieve(std::vector<mail>{line.numbered(1)});
    auto message = co_await messages.next();
    CHECK(message);
}

/// The memory without the buffers that the sessions of a context share: at most one of each size.
std::size_t live_of_sessions(endless& here) {
    auto& spare = net::environment::of(here.context.get_executor()).spare;
    for (auto size = net::spare_buffers::smallest; size <= net::spare_buffers::largest; size *= 2)
        spare.take(size);
    return heap::now().live;
}

/// The most memory that was in use at once while this coroutine ran.
std::size_t peak_of(endless& here, awaitable<void> (*body)(session&)) {
    here.play(body);  // the first run makes all that is made only once
    heap::begin_peak();
    const auto before = heap::now().live;
    here.play(body);
    return heap::now().peak - before;
}

}  // namespace

TEST_CASE("[R62] a message takes the same memory whatever its size, read or abandoned") {
    for (auto* const body : {retrieve_first, abandon_first}) {
        endless small({.messages = 1, .listed = 1, .octets = 1 << 20});
        endless large({.messages = 1, .listed = 1, .octets = 30 << 20});
        const auto little = peak_of(small, body);
        CHECK(peak_of(large, body) <= little + 512);
        CHECK(little < 80U << 10);  // bytes of the receive buffer and of coroutines
    }
}

TEST_CASE("[R63] nothing is reserved by a number of the server's") {
    const auto listing = [](session& line) -> awaitable<void> {
        const auto there = co_await line.mails();
        CHECK(there.size() == 1);
        const auto text = co_await there.front().text();
        CHECK(text.size() == 640);
    };
    endless honest({.messages = 1, .listed = 1, .octets = 640});
    endless boasts({.messages = INT32_MAX, .listed = 1, .octets = 640, .size = "9223372036854775807"});
    CHECK(peak_of(boasts, listing) <= peak_of(honest, listing) + 512);
}

TEST_CASE("a listing of 100,000 messages takes at most 64 octets each besides their ids") {
    static constexpr std::size_t count = 100'000;
    endless here({.messages = count, .listed = count, .octets = 640});
    static std::vector<mail> inbox;
    const auto before = heap::now().live;
    here.play([](session& line) -> awaitable<void> {
        inbox = co_await line.mails();
        CHECK(inbox.size() == count);
    });
    const auto taken = heap::now().live - before;
    MESSAGE("octets a message, its id of 24 included: " << taken / count);
    CHECK(taken <= count * (64 + 24));
    CHECK(inbox.back().unique_id() == "000000000000000000100000");
    inbox = {};
}

TEST_CASE("after the first messages, no message and no deletion allocates; a round trip does, a few times") {
    endless here({.messages = 6000, .listed = 6000, .octets = 4096});
    here.play([](session& line) -> awaitable<void> {
        const auto inbox = co_await line.mails();
        std::uint64_t octets = 0;
        auto count = [&octets](std::string_view piece) { octets += piece.size(); };
        auto messages = line.retrieve(inbox);
        std::size_t warm = 0;
        while (auto message = co_await messages.next()) {
            if (message->number() == 4000) warm = heap::now().allocations;
            co_await message->read_to(count);
            message->mark_deleted();
            // Each round trip brings half of 1 MiB: 2,000 messages take 16 round trips, and 16 bursts of
            // submissions.
            if (message->number() == 6000) CHECK(heap::now().allocations - warm <= 5 * 16);
        }
        CHECK(octets == 6000 * 4096);
    });
}

TEST_CASE("once warm, a command that is awaited by itself allocates nothing") {
    endless here({.messages = 1, .listed = 1, .octets = 640});
    here.play([](session& line) -> awaitable<void> {
        std::size_t warm = 0;
        for (int time = 0; time < 20; ++time) {
            if (time == 10) warm = heap::now().allocations;
            co_await line.stat();
            co_await line.noop();
            co_await line.reset();
        }
        CHECK(heap::now().allocations == warm);
    });
}

TEST_CASE("[R25] while large messages are due, few commands wait: as few as the window in bytes allows") {
    endless here({.messages = 1000, .listed = 1000, .octets = 64U << 10});
    here.play([](session& line) -> awaitable<void> {
        auto messages = line.retrieve(co_await line.mails());
        const auto before = heap::now().live;
        const auto first = co_await messages.next();
        CHECK(first->number() == 1);
        // Memory for 16 commands and a receive buffer, not for 512 commands.
        CHECK(heap::now().live < before + (100U << 10));
    });
}

TEST_CASE("a session that has retrieved much keeps no more memory when it is idle than before") {
    endless here({.messages = 3000, .listed = 3000, .octets = 640});
    const auto fetch_all = [](session& line) -> awaitable<void> {
        std::uint64_t octets = 0;
        auto count = [&octets](std::string_view piece) { octets += piece.size(); };
        auto messages = line.retrieve(co_await line.mails());
        while (auto message = co_await messages.next())
            co_await message->read_to(count);
        CHECK(octets == 3000 * 640);
    };
    here.play([](session& line) -> awaitable<void> { co_await line.noop(); });
    const auto before = live_of_sessions(here);
    here.play(fetch_all);
    here.play([](session& line) -> awaitable<void> { co_await line.noop(); });
    const auto after = live_of_sessions(here);
    MESSAGE("octets more: " << (after > before ? after - before : 0));
    CHECK(after <= before + 1024);
}

TEST_CASE("an idle session keeps no buffer") {
    std::vector<std::unique_ptr<endless>> warm_up;
    warm_up.push_back(std::make_unique<endless>(maildrop{.messages = 1, .listed = 1, .octets = 6400}));
    auto& here = *warm_up.front();
    constexpr std::size_t count = 100;
    std::vector<std::unique_ptr<session>> sessions(count);
    const auto open = [&](std::unique_ptr<session>& one) {
        one = std::make_unique<session>(here.context);
        prepare(here.context, *one, needs::login, stage::where());
        const started read(here.context.get_executor(), [&] { return retrieve_first(*one); });
        here.settle();
        REQUIRE(read.succeeded());
    };
    const auto stream = sizeof(endless_stream) + 16;
    const auto before = heap::now().live;
    for (auto& one : sessions)
        open(one);
    const auto each = (heap::now().live - before) / count - stream;
    MESSAGE("octets an idle session: " << each);
    CHECK(each <= 1848);  // with Asio's socket and timer, and malloc's overhead: below 2 KiB
}

TEST_CASE("a session ends even where no memory is left to say why") {
    endless here({.messages = 1, .listed = 1, .octets = 640});
    session one(here.context);
    prepare(here.context, one, needs::login, stage::where());
    heap::exhaust(true);
    one.close();
    heap::exhaust(false);
    CHECK(one.phase() == phase::closed);
    const started asked(here.context.get_executor(), [&]() -> awaitable<void> { co_await one.noop(); });
    here.settle();
    CHECK(asked.code() == boost::system::errc::not_enough_memory);
}

TEST_CASE("[R120] a coroutine that waits goes on even where no memory was left to post it") {
    endless here({.messages = 1, .listed = 1, .octets = 640});
    session one(here.context);
    prepare(here.context, one, needs::login, stage::where());
    const started asked(here.context.get_executor(), [&]() -> awaitable<void> { co_await one.noop(); });
    const started behind(here.context.get_executor(), [&]() -> awaitable<void> { co_await one.stat(); });
    here.context.restart();
    here.context.poll_one();
    here.context.poll_one();
    REQUIRE(asked.completions() + behind.completions() == 0);
    heap::exhaust(true);
    one.close();
    heap::exhaust(false);
    here.settle();
    CHECK(asked.completions() == 1);
    CHECK(behind.completions() == 1);
}

namespace {

awaitable<void> ask_twice(session& of) {
    co_await of.noop();
    co_await of.noop();
}
awaitable<void> ask_side_by_side(session& of) {
    co_await (of.noop() && of.noop());
}

}  // namespace

TEST_CASE("[R90] a session that waits for its server holds no buffer meanwhile") {
    for (const auto ask : {ask_twice, ask_side_by_side}) {
        stage here;
        bool mute = false;
        const auto there = here.peer(plain_greeting, [&mute](std::string_view line) {
            return mute ? std::string() : plain_answer(line);
        });
        there->gives_all = true;
        session one(here.context);
        prepare(here.context, one, needs::login, stage::where());
        mute = true;
        auto& spare = net::environment::of(here.context.get_executor()).spare;
        const auto before = heap::now().live;
        const started waiting(here.context.get_executor(), [&] { return ask(one); });
        for (const bool answered : {false, true}) {
            CAPTURE(answered);
            if (answered) there->say("+OK\r\n");
            here.settle();
            REQUIRE(waiting.completions() == 0);
            CHECK(heap::now().live < before + net::input_buffer::first);
            // The shared buffer is available to other sessions, too.
            auto kept = spare.take(net::input_buffer::first);
            CHECK(kept != nullptr);
            spare.give_back(std::move(kept), net::input_buffer::first);
        }
    }
}

TEST_CASE("[R90] a buffer that a sink looks at is not given to another session") {
    endless here({.messages = 1, .listed = 1, .octets = 1 << 20});
    here.play([](session& line) -> awaitable<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        auto& spare = net::environment::of(executor).spare;
        std::optional<started> other;
        std::uint64_t octets = 0;
        std::uint64_t scribbled_on = 0;
        auto look = [&](std::string_view piece) -> awaitable<void> {
            octets += piece.size();
            const std::string seen(piece);
            const bool last_of_a_turn = octets > (256U << 10) - 64;  // 64: room for the status line
            if (last_of_a_turn && !other) other.emplace(executor, [&] { return retrieve_first(line); });
            for (int turns = 0; turns < 3; ++turns)
                co_await boost::asio::post(executor, boost::asio::use_awaitable);
            for (auto size = net::spare_buffers::smallest; size <= net::spare_buffers::largest; size *= 2)
                if (auto kept = spare.take(size)) {
                    std::fill_n(kept.get(), size, '?');
                    spare.give_back(std::move(kept), size);
                }
            if (piece != seen) ++scribbled_on;
        };
        const auto first = line.numbered(1);
        co_await first.retrieve(look);
        CHECK(octets == 1 << 20);
        CHECK(other);
        CHECK(scribbled_on == 0);
        while (other->completions() == 0)
            co_await boost::asio::post(executor, boost::asio::use_awaitable);
        CHECK(other->succeeded());
    });
}

TEST_CASE("[R90] a session holds no buffer from one turn to the next, unless something in it is unread") {
    stage here;
    here.peer(plain_greeting, plain_answer);
    session one(here.context);
    auto& spare = net::environment::of(here.context.get_executor()).spare;
    const started logging_in(here.context.get_executor(), [&]() -> awaitable<void> {
        co_await one.connect(stage::where());
        co_await one.login(somebody());
        for (int time = 0; time < 3; ++time)
            co_await one.noop();
    });
    int steps = 0, absent = 0;
    bool was_there = false;
    while (here.context.poll_one() != 0) {
        auto kept = spare.take(net::input_buffer::first);
        was_there = was_there || kept != nullptr;
        if (was_there) ++steps;
        if (was_there && !kept) ++absent;
        if (kept) spare.give_back(std::move(kept), net::input_buffer::first);
    }
    REQUIRE(logging_in.completions() == 1);
    CHECK(steps > 5);
    CHECK(absent == 0);
}

TEST_CASE("[R90] a session that ends hands on the buffer that it has grown to") {
    stage here;
    here.peer(plain_greeting, [](std::string_view line) {
        const bool asked = line.starts_with("RETR");
        return asked ? "+OK\r\n" + std::string(20'000, 'x') + "\r\n.\r\n" : plain_answer(line);
    });
    auto& spare = net::environment::of(here.context.get_executor()).spare;
    const started talk(here.context.get_executor(), []() -> awaitable<void> {
        session one(co_await boost::asio::this_coro::executor);
        co_await one.connect(stage::where());
        co_await one.login(somebody());
        const auto text = co_await one.numbered(1).text();
        CHECK(text.size() == 20'002);
        co_await one.quit();
    });
    here.settle();
    REQUIRE(talk.succeeded());
    CHECK(spare.take(2 * net::input_buffer::first));
}
