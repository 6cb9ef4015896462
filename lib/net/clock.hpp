// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>

namespace popline::net {

using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;

/// The time `from` plus the duration `by`. If the clock cannot count so far, returns the end of the clock,
/// which means "no limit".
constexpr time_point later(time_point from, duration by) noexcept {
    return by < time_point::max() - from ? from + by : time_point::max();
}

/// Converts a limit to units of the clock. If the clock cannot count so long, the result means "no limit".
constexpr duration as_duration(std::chrono::milliseconds limit) noexcept {
    constexpr auto most = std::chrono::duration_cast<std::chrono::milliseconds>(duration::max());
    return limit < most ? duration(limit) : duration::max();
}

/// A timer tells this listener when its time has come.
class timer_listener {
  public:
    virtual void on_time() = 0;

  protected:
    ~timer_listener() = default;
};

/// Waits for one time, then tells its listener through the executor. A timer that was cancelled or destroyed
/// does not tell it.
class timer {
  public:
    virtual ~timer() = default;
    virtual void arm(time_point at, std::weak_ptr<timer_listener> who) = 0;
    virtual void cancel() noexcept = 0;
};

/// Tells the time and makes timers. The clock of a test stands still until the test advances it.
class clock {
  public:
    virtual ~clock() = default;
    virtual time_point now() const noexcept = 0;
    virtual std::unique_ptr<timer> make_timer(const boost::asio::any_io_executor& executor) = 0;
};

std::shared_ptr<clock> steady_clock();

}  // namespace popline::net
