// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>

namespace popline::sinks {

/// Runs a job, which may block and does not throw, on another executor, and comes back to the coroutine's
/// own. False if that executor went away without running it. The job is destroyed before the coroutine goes
/// on.
///
/// A cancellation waits for the job. The coroutine's own context may be destroyed first: the job then runs to
/// its end all the same. The other executor's may not be destroyed before this is awaited. Throws
/// `std::bad_alloc` if the job could not leave. `job` must live until this is awaited, and is empty after
/// that.
boost::asio::awaitable<bool> offload(boost::asio::any_io_executor there, std::function<void()>&& job);

}  // namespace popline::sinks
