// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>

namespace popline::net {

using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;

/// That long after a time; never, if that is past the end of the clock: a limit at its maximum is none.
constexpr time_point later(time_point from, duration by) noexcept {
    return by < time_point::max() - from ? from + by : time_point::max();
}

/// A limit as the clock counts; one that is too long for the clock is none.
constexpr duration as_duration(std::chrono::milliseconds limit) noexcept {
    constexpr auto most = std::chrono::duration_cast<std::chrono::milliseconds>(duration::max());
    return limit < most ? duration(limit) : duration::max();
}

/// Hears that a time has come.
class timer_listener {
  public:
    virtual void on_time() = 0;

  protected:
    ~timer_listener() = default;
};

/// One time to wait for. Its listener is told through the executor; destroyed or cancelled, it tells nobody.
class timer {
  public:
    virtual ~timer() = default;
    virtual void arm(time_point at, std::weak_ptr<timer_listener> who) = 0;
    virtual void cancel() noexcept = 0;
};

/// What time it is, and waiting for a later one. Tests have one that stands still until it is told to go on.
class clock {
  public:
    virtual ~clock() = default;
    virtual time_point now() const noexcept = 0;
    virtual std::unique_ptr<timer> make_timer(const boost::asio::any_io_executor& executor) = 0;
};

std::shared_ptr<clock> steady_clock();

}  // namespace popline::net
