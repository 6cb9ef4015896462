// SPDX-License-Identifier: BSL-1.0
#include "session/executor_rules.hpp"

#include <boost/asio/execution.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/thread_pool.hpp>

namespace popline {

namespace asio = boost::asio;

namespace {

/// The same executor, but with the default properties that its context gives to executors.
asio::any_io_executor plain(const asio::any_io_executor& one) {
    const auto blocking = asio::prefer(one, asio::execution::blocking.possibly);
    const auto untracked = asio::prefer(blocking, asio::execution::outstanding_work.untracked);
    return asio::prefer(untracked, asio::execution::relationship.fork);
}

}  // namespace

bool is_same_executor(const asio::any_io_executor& one, const asio::any_io_executor& other) {
    return one == other || plain(one) == plain(other);
}

std::string fault_of_executor(const asio::any_io_executor& one) {
    const auto bare = plain(one);
    if (bare.target<asio::system_executor>())
        return "system_executor runs in several threads: use a strand for the session and its coroutines";
    const auto* const pool = bare.target<asio::thread_pool::executor_type>();
    const auto threads = pool ? asio::query(*pool, asio::execution::occupancy) : 1;
    if (threads <= 1) return {};
    return "the thread_pool has " + std::to_string(threads)
           + " threads: use a strand for the session and its coroutines";
}

}  // namespace popline
