// SPDX-License-Identifier: BSL-1.0
#include "sync/file_job.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <memory>
#include <popline/error.hpp>
#include <utility>

#include "sinks/offload.hpp"
#include "sync/event.hpp"

namespace popline::syncing {

namespace asio = boost::asio;

asio::awaitable<void> run_file_job(asio::any_io_executor disk, std::function<void()>&& job) {
    const auto failure = std::make_shared<std::exception_ptr>();
    std::function<void()> caught = [failure, inner = std::exchange(job, nullptr)] {
        try {
            inner();
        } catch (...) {
            *failure = std::current_exception();
        }
    };
    const bool has_run = co_await sinks::offload(std::move(disk), std::move(caught));
    if (*failure) std::rethrow_exception(std::exchange(*failure, nullptr));
    if (!has_run)
        throw error(errc::file_failed, {.detail = "the executor of its file work has ended",
                                        .cause = make_error_code(boost::system::errc::operation_canceled)});
}

namespace {

struct running_job {
    explicit running_job(const asio::any_io_executor& home) : end(home) {}
    event end;
    bool has_ended = false;
    std::exception_ptr failure;
};

// It owns the job: `co_spawn` starts it after the statement that makes it.
asio::awaitable<void> run_owned(asio::any_io_executor disk, std::function<void()> job) {
    co_await run_file_job(std::move(disk), std::move(job));
}

}  // namespace

// The job is awaited in a coroutine of its own, so that this one can wait for the cancellation, too.
asio::awaitable<void> run_stoppable_job(asio::any_io_executor disk, std::function<void()>&& job,
                                        stop_flag stop) {
    const asio::any_io_executor home = co_await asio::this_coro::executor;
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    stop_request unless_ended(std::move(stop));
    const auto of = std::make_shared<running_job>(home);
    const auto on_end = [of](std::exception_ptr failure) {
        of->failure = std::move(failure);
        of->has_ended = true;
        of->end.notify();
    };
    auto running = run_owned(std::move(disk), std::exchange(job, nullptr));
    asio::co_spawn(home, std::move(running), on_end);
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!of->has_ended) {
        if (cancelled.cancelled() != asio::cancellation_type::none) unless_ended.ask();
        co_await of->end.wait();
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
    if (of->failure) std::rethrow_exception(of->failure);
}

}  // namespace popline::syncing
