// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/file.hpp>
#include <popline/hook.hpp>
#include <popline/tee.hpp>

#include "deliver.hpp"
#include "session/scene.hpp"

// `maybe_awaitable`: the result of a call of a sink or a hook, which may have to be awaited.

namespace popline::test {

namespace {

using message_hook = hook<boost::asio::awaitable<void>(int)>;
static_assert(std::is_same_v<decltype(std::declval<sink&>().write({})), maybe_awaitable>);
static_assert(std::is_same_v<decltype(std::declval<sink&>().flush()), maybe_awaitable>);
static_assert(std::is_same_v<decltype(std::declval<sink&>().commit()), maybe_awaitable>);
static_assert(std::is_same_v<std::invoke_result_t<sink&, std::string_view>, maybe_awaitable>);
static_assert(std::is_same_v<std::invoke_result_t<tee&, std::string_view>, maybe_awaitable>);
static_assert(std::is_same_v<std::invoke_result_t<file&, std::string_view>, maybe_awaitable>);
static_assert(std::is_same_v<std::invoke_result_t<const message_hook&, int>, maybe_awaitable>);
static_assert(std::is_same_v<std::invoke_result_t<const hook<bool(int)>&, int>, bool>);

// The truth of one is asked for in words: a `maybe_awaitable` is no number, and no copy of one exists.
static_assert(!std::is_convertible_v<maybe_awaitable, bool>);
static_assert(!std::is_copy_constructible_v<maybe_awaitable>);

boost::asio::awaitable<int> answer(int& calls) {
    ++calls;
    co_return 42;
}

}  // namespace

TEST_CASE("a maybe_awaitable is true while it has an awaitable") {
    int calls = 0;
    auto once = [&]() -> boost::asio::awaitable<void> {
        ++calls;
        co_return;
    };
    CHECK_FALSE(maybe_awaitable());
    CHECK_FALSE(maybe_awaitable(boost::asio::awaitable<void>()));
    auto body = [&]() -> boost::asio::awaitable<void> {
        maybe_awaitable pending(once());
        CHECK(pending);
        CHECK(calls == 0);
        if (pending) co_await *std::move(pending);
        CHECK_FALSE(pending);  // the awaitable was moved out
        CHECK(calls == 1);
    };
    boost::asio::io_context context;
    run(context, body);
    CHECK(calls == 1);
}

TEST_CASE("an awaitable of any result that is not valid is nothing to await") {
    std::size_t bytes = 0;
    auto none = [&](std::string_view octets) {
        bytes += octets.size();
        return boost::asio::awaitable<std::size_t>();
    };
    sink into(none);
    CHECK_FALSE(into.write(std::string(5'000, 'x')));  // too large to be gathered
    CHECK(bytes == 5'000);
}

TEST_CASE("a hook of an awaitable leaves nothing to await if its callable returns nothing") {
    int calls = 0;
    const auto plain = [&](int) { ++calls; };
    const auto awaited = [&](int) { return answer(calls); };
    const auto invalid = [&](int) { return boost::asio::awaitable<void>(); };
    CHECK_FALSE(message_hook(plain)(1));
    CHECK(calls == 1);
    CHECK(message_hook(awaited)(1));
    CHECK(calls == 1);  // the second call is not awaited yet
    CHECK_FALSE(message_hook(invalid)(1));
    const message_hook inner(awaited);
    CHECK(message_hook(std::ref(inner))(1));
    auto body = [&]() -> boost::asio::awaitable<void> {
        const message_hook hooked(std::ref(inner));
        auto pending = hooked(1);
        if (pending) co_await *std::move(pending);
    };
    boost::asio::io_context context;
    run(context, body);
    CHECK(calls == 2);
}

TEST_CASE("a callable that returns an invalid awaitable, or a maybe_awaitable, is a sink") {
    embedded there;
    const auto sent = fill(there, 1, 100);
    auto body = [&](session& session) -> awaitable<void> {
        std::string text;
        const auto invalid = [&](std::string_view octets) {
            text += octets;
            return boost::asio::awaitable<void>();
        };
        co_await session.numbered(1).retrieve(invalid);
        CHECK(text == sent[0]);
        text.clear();
        sink inner(append_to(text));
        const auto passes_on = [&](std::string_view octets) { return inner.write(octets); };
        co_await session.numbered(1).retrieve(passes_on);
        CHECK(text == sent[0]);
    };
    play(there, there.plain(), body);
}

}  // namespace popline::test
