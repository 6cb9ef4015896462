// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <popline/export.hpp>

namespace popline::sinks {

/// Runs a job on another executor, and then resumes the coroutine on its own executor. The job may block.
/// Requires that the job does not throw. The job and the other executor's context must live until this is
/// awaited.
/// Completes after the job has run and is destroyed; `job` is empty then. The result is false if the other
/// executor's context was destroyed before it ran the job.
/// Throws `std::bad_alloc` if the job could not be posted.
/// Cancellation has no effect: the coroutine waits for the job.
/// Lifetime: the coroutine's context may be destroyed first; the job then still runs.
POPLINE_EXPORT boost::asio::awaitable<bool> offload(boost::asio::any_io_executor there,
                                                    std::function<void()>&& job);

}  // namespace popline::sinks
