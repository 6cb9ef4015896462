// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace popline::syncing {

/// Wakes coroutines that wait for a change of state. All calls come from one executor, so a coroutine checks
/// the state and then waits without missing a change between the two.
class event {
  public:
    explicit event(const boost::asio::any_io_executor& executor)
        : timer_(executor, std::chrono::steady_clock::time_point::max()) {}

    /// Completes at the next `notify`, at the given time, or when it is cancelled, and throws nothing itself.
    /// All coroutines that wait at the same time wait until the newest of their times.
    boost::asio::awaitable<void> wait(std::chrono::steady_clock::time_point until) {
        if (timer_.expiry() != until) timer_.expires_at(until);
        co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    boost::asio::awaitable<void> wait() { return wait(std::chrono::steady_clock::time_point::max()); }

    void notify() { timer_.cancel(); }

  private:
    boost::asio::steady_timer timer_;
};

}  // namespace popline::syncing
