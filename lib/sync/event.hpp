// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "sync/timekeeper.hpp"

namespace popline::syncing {

/// Wakes coroutines that wait for a change of state. All calls come from one executor, so a coroutine checks
/// the state and then waits without missing a change between the two.
class event {
  public:
    explicit event(const boost::asio::any_io_executor& executor)
        : time_(timekeeper::of(executor)), alarm_(time_.make_alarm(executor)) {}

    time_point now() const { return time_.now(); }

    /// Completes at the next `notify`, at the given time, or when it is cancelled, and throws nothing itself.
    /// All coroutines that wait at the same time wait until the newest of their times.
    boost::asio::awaitable<void> wait(time_point until) {
        if (alarm_->time() != until) alarm_->set(until);
        const beginning begin{alarm_.get()};
        auto token = boost::asio::as_tuple(boost::asio::use_awaitable);
        co_await boost::asio::async_initiate<decltype(token), void(boost::system::error_code)>(begin, token);
    }
    boost::asio::awaitable<void> wait() { return wait(time_point::max()); }

    void notify() { alarm_->end_waits(); }

  private:
    struct beginning {
        alarm* of;

        template <class Handler>
        void operator()(Handler&& to_call) const {
            of->wait(alarm::handler(std::forward<Handler>(to_call)));
        }
    };

    timekeeper& time_;
    std::unique_ptr<alarm> alarm_;
};

}  // namespace popline::syncing
