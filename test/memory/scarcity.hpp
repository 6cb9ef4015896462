// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <exception>
#include <functional>

namespace popline::test {

/// What became of the coroutines of one run in which one allocation failed.
struct run_outcome {
    int begun = 0;
    int completed = 0;
    std::array<std::exception_ptr, 4> failures;
    std::exception_ptr left_run;
    bool reached = false;
    bool in_openssl = false;
};

/// Runs the context to its end while one allocation fails, also past an exception.
void run_scarce(boost::asio::io_context& context, run_outcome& seen);

/// Awaits an operation while its nth allocation fails, whatever becomes of it. What Asio allocates before and
/// after is not ours.
boost::asio::awaitable<void> hear(run_outcome& seen, boost::asio::awaitable<void> what, std::size_t nth);

/// Who frees the blocks that a run allocates.
enum class freed_by {
    this_thread,
    any_thread,  ///< a thread that looks names up may free some, which this thread cannot count
};

/// Fails each allocation in turn, until a run needs no more of them: every coroutine completes, what fails
/// says that memory lacked, nothing leaves run(), and no block is lost. Between two runs what they used is
/// put back.
void sweep_allocations(
    const std::function<run_outcome(std::size_t nth)>& run, const std::function<void()>& put_back = [] {},
    freed_by who = freed_by::this_thread);

}  // namespace popline::test
