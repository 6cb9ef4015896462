// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>

#include "sync/stop_request.hpp"

namespace popline::syncing {

/// Runs a job on the executor of file work, and completes after it has run. The job may throw.
/// Requires that the job owns what it uses: the coroutine may be destroyed while the job runs.
/// Throws what the job throws; `errc::file_failed` if the executor's context was destroyed.
/// Cancellation has no effect.
boost::asio::awaitable<void> run_file_job(boost::asio::any_io_executor disk, std::function<void()>&& job);

/// Does the same for a job that ends early if the flag is set. A cancellation sets it, and so does the
/// destruction of the coroutine. Completes after the job has run, also after a cancellation; the next
/// operation of the caller then throws.
boost::asio::awaitable<void> run_stoppable_job(boost::asio::any_io_executor disk, std::function<void()>&& job,
                                               stop_flag stop);

}  // namespace popline::syncing
