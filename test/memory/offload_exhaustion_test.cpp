// SPDX-License-Identifier: BSL-1.0
// One allocation fails, each in turn, while a job runs on another executor and its result comes back.
#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <stdexcept>

#include "memory/failing_heap.hpp"
#include "memory/scarcity.hpp"
#include "sinks/offload.hpp"

namespace popline::test {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> ask(asio::io_context& there, bool& done) {
    const auto has_run = co_await sinks::offload(there.get_executor(), [&done] { done = true; });
    if (!has_run) throw std::logic_error("nobody took it");
}

/// Both executors run in this thread, so that the test can make each allocation fail.
run_outcome offload_with_failure(std::size_t nth) {
    run_outcome seen;
    seen.begun = 1;
    bool done = false;
    {
        asio::io_context home;
        asio::io_context there;
        asio::co_spawn(home, hear(seen, ask(there, done), nth), asio::detached);
        home.poll();
        there.poll();
        run_scarce(home, seen);
    }
    CHECK(done == !seen.failures[0]);
    return seen;
}

}  // namespace

TEST_CASE("[R120] whichever allocation fails, a job is done elsewhere, or who waits for it hears") {
    sweep_allocations(offload_with_failure);
}

}  // namespace popline::test
