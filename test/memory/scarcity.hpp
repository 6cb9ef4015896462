// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <exception>
#include <functional>

namespace popline::test {

/// How the coroutines of one run ended, in which one allocation failed.
struct run_outcome {
    int begun = 0;
    int completed = 0;
    std::array<std::exception_ptr, 4> failures;
    std::exception_ptr left_run;
    bool reached = false;
    bool in_openssl = false;
};

/// Runs the context to its end while one allocation fails. Goes on after an exception.
void run_scarce(boost::asio::io_context& context, run_outcome& seen);

/// Awaits an operation while its nth allocation fails, and records its result. Allocations of Asio before and
/// after the operation do not fail.
boost::asio::awaitable<void> hear(run_outcome& seen, boost::asio::awaitable<void> what, std::size_t nth);

/// Which threads free the blocks that a run allocates.
enum class freed_by {
    this_thread,
    any_thread,  ///< a thread that looks names up may free some, which this thread cannot count
};

/// Repeats a run, and fails its first allocation, then its second, until no allocation is left to fail.
/// Checks for each run: every coroutine completes, each failure is a lack of memory, run() throws nothing,
/// and no block leaks. Calls `put_back` between two runs.
void sweep_allocations(
    const std::function<run_outcome(std::size_t nth)>& run, const std::function<void()>& put_back = [] {},
    freed_by who = freed_by::this_thread);

}  // namespace popline::test
