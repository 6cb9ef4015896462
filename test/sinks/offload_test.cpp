// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/require.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "sinks/offload.hpp"

namespace popline::test {

namespace {

namespace asio = boost::asio;

/// Runs a job on another executor, and records the result.
asio::awaitable<void> ask(asio::any_io_executor there, std::function<void()> job,
                          std::optional<bool>& outcome) {
    outcome = co_await sinks::offload(std::move(there), std::move(job));
}

void forget(const std::exception_ptr&) {}

/// The executor of a context. The use count of its token is the number of its copies.
struct counted_executor {
    asio::io_context* context;
    std::shared_ptr<int> token;

    template <class Function>
    void execute(Function&& what) const {
        asio::require(context->get_executor(), asio::execution::blocking.never)
            .execute(std::forward<Function>(what));
    }
    asio::execution_context& query(asio::execution::context_t) const noexcept { return *context; }
    static constexpr auto query(asio::execution::blocking_t) noexcept {
        return asio::execution::blocking_t(asio::execution::blocking.never);
    }
    counted_executor require(asio::execution::blocking_t::never_t) const { return *this; }
    friend bool operator==(const counted_executor&, const counted_executor&) noexcept = default;
};

}  // namespace

TEST_CASE(
    "[R89] a job runs in the other thread, the coroutine goes on in its own, and its context does not "
    "end before that") {
    asio::thread_pool pool(1);
    asio::io_context home;
    std::thread::id there;
    std::thread::id back;
    auto body = [&]() -> asio::awaitable<void> {
        std::function<void()> job = [&] { there = std::this_thread::get_id(); };
        const bool has_run = co_await sinks::offload(pool.get_executor(), std::move(job));
        CHECK(has_run);
        back = std::this_thread::get_id();
    };
    asio::co_spawn(home, body(), forget);
    home.run();
    CHECK(back == std::this_thread::get_id());
    CHECK(there != back);
    CHECK(there != std::thread::id());
}

TEST_CASE("the job is destroyed before the coroutine can go on") {
    asio::io_context home;
    asio::io_context there;
    std::optional<bool> outcome;
    bool went_on_before = true;
    std::shared_ptr<void> kept(nullptr, [&](void*) {
        home.poll();
        went_on_before = outcome.has_value();
    });
    asio::co_spawn(home,
                   ask(
                       there.get_executor(), [kept] {}, outcome),
                   forget);
    kept.reset();
    home.poll();
    CHECK(went_on_before);  // the job is still there
    there.poll();
    CHECK_FALSE(went_on_before);
    CHECK_FALSE(outcome);
    home.poll();
    CHECK(outcome == true);
}

TEST_CASE("a coroutine that is cancelled waits for its running job") {
    asio::io_context home;
    asio::io_context there;
    std::optional<bool> outcome;
    asio::cancellation_signal cancel;
    asio::co_spawn(home,
                   ask(
                       there.get_executor(), [] {}, outcome),
                   asio::bind_cancellation_slot(cancel.slot(), forget));
    home.poll();
    cancel.emit(asio::cancellation_type::all);
    home.poll();
    CHECK_FALSE(outcome);
    there.poll();
    home.poll();
    CHECK(outcome == true);
}

TEST_CASE("if the coroutine's context is destroyed first, the job still runs") {
    asio::io_context there;
    std::optional<bool> outcome;
    bool done = false;
    {
        asio::io_context home;
        asio::co_spawn(home,
                       ask(
                           there.get_executor(), [&] { done = true; }, outcome),
                       forget);
        home.poll();
    }
    there.poll();
    CHECK(done);
    CHECK_FALSE(outcome);
}

TEST_CASE("no memory of finished jobs stays, and no copy of an executor") {
    asio::io_context home;
    asio::io_context there;
    const auto token = std::make_shared<int>(0);
    for (int job = 0; job < 3; ++job) {
        std::optional<bool> outcome;
        asio::co_spawn(asio::any_io_executor(counted_executor{&home, token}),
                       ask(
                           there.get_executor(), [] {}, outcome),
                       forget);
        for (int turns = 0; turns < 3; ++turns) {
            home.restart();
            home.poll();
            there.restart();
            there.poll();
        }
        CHECK(outcome == true);
    }
    CHECK(token.use_count() == 1);
}

TEST_CASE("the result is false if the other context is destroyed before it ran the job") {
    asio::io_context home;
    std::optional<bool> outcome;
    bool done = false;
    {
        asio::io_context there;
        asio::co_spawn(home,
                       ask(
                           there.get_executor(), [&] { done = true; }, outcome),
                       forget);
        home.poll();
        CHECK_FALSE(outcome);
    }
    home.poll();
    CHECK(outcome == false);
    CHECK_FALSE(done);
}

}  // namespace popline::test
