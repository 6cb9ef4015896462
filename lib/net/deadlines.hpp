// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <popline/limits.hpp>
#include <utility>

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "net/stopwatch.hpp"

namespace popline::net {

/// The time limits of one connection: which limits run, and when the first of them is reached. The
/// connection owns it and is its only writer: it reports what it waits for and what has come.
///
/// Time counts against the server only while the connection waits for the server: between `begin_wait` and
/// `end_wait`. The time that a sink or the program takes counts only against the limit on a sink.
class deadlines {
  public:
    /// Which limit was reached. If several are reached, the first in this order is reported.
    enum class limit { none, write, reply, drain, sink, leave };

    /// The reply that the server must send next.
    struct due {
        bool any = false;        ///< whether the server must send a reply
        bool abandoned = false;  ///< the reply is not wanted; it is read only to reach the next reply
        std::chrono::milliseconds most{};
    };

    /// The clock outlives it.
    deadlines(clock& by, const boost::asio::any_io_executor& executor);

    /// Sets the limits. They must outlive this object.
    void configure(const limits& within) noexcept;
    /// Sets the listener that is told when a limit may be reached.
    void report_to(std::weak_ptr<timer_listener> who) noexcept { listener_ = std::move(who); }

    // Waiting for the stream.

    /// Call this before a wait for the stream begins. False if a wait in this direction is pending already.
    bool begin_wait(direction way, const due& reply);
    /// The same for bytes, while no reply is due: no time counts.
    bool begin_idle_wait() noexcept { return !std::exchange(reads_, true); }
    void end_wait(direction way, const due& reply);
    bool waits(direction way) const noexcept { return way == direction::read ? reads_ : writes_; }
    /// Call this when a posted handler will read again, without a wait for the stream. The limit on the
    /// reply then runs as in a wait.
    void count_reading();

    /// Call this when the handler of a wait for bytes begins. Until `bytes_are_of_use` is called, time
    /// counts as if the wait went on: a server may send TLS records without application data for ever.
    void begin_reading_handler() noexcept { fruitless_since_ = heard_at_; }
    void bytes_are_of_use() noexcept { fruitless_since_ = time_point::max(); }
    /// When the newest wait for bytes ended.
    time_point heard_at() const noexcept { return heard_at_; }

    // Progress.

    void received(std::size_t bytes, const due& reply);
    void sent() noexcept { writing_.renew(limits_->progress_timeout); }
    /// Call this when a reply is complete. The next reply gets the whole time.
    void reply_ended() noexcept;
    /// Call this when a reply that is not abandoned is complete. The next abandoned reply gets the whole
    /// time; abandoned replies in a row share one limit.
    void drain_ended() noexcept { drains_ = false; }
    /// Call this before a command is written while no reply is due.
    void renew_reply() noexcept { renewed_ = true; }
    /// Call this when no reply is due. It stops the timer, unless a wait for writing is pending.
    void stop_if_not_writing() noexcept;

    // The limit on a sink runs while a command waits until a sink has taken a piece of another message.

    void begin_sink();
    bool sink_runs() const noexcept { return sink_.runs(); }
    void end_sink() noexcept { sink_.renew({}); }

    // The limit on leaving runs from the request to leave until the command that leaves is written.

    void begin_leaving();
    void end_leaving() noexcept { leaves_at_ = time_point::max(); }

    // The timer.

    /// Call this after the listener was told. Returns which limit is reached.
    limit expired() noexcept;
    /// Sets the timer so that the listener is told when the first limit is reached, at the latest.
    void watch();
    bool any_runs() const noexcept {
        return reading_.runs() || writing_.runs() || sink_.runs() || leaves_at_ != time_point::max();
    }
    void stop() noexcept;
    /// Call this when the execution context ends, because the clock ends with it.
    void shut_down() noexcept { timer_.reset(); }
    /// Lends the timer to a step of opening. Requires that no limit runs.
    timer& unused_timer() noexcept { return *timer_; }

  private:
    void count_reading(time_point now, const due& reply);
    void stop_counting(time_point now, const due& reply);
    void watch(time_point now);

    clock& clock_;
    const limits* limits_;
    std::unique_ptr<timer> timer_;
    std::weak_ptr<timer_listener> listener_;
    std::optional<time_point> timer_ends_at_;

    stopwatch reading_;
    stopwatch draining_;
    stopwatch writing_;
    stopwatch sink_;
    time_point leaves_at_ = time_point::max();

    bool reads_ = false;   // a wait for bytes is pending
    bool writes_ = false;  // a wait until more can be written is pending
    bool renewed_ = true;  // the next wait for bytes gets the whole time
    bool drains_ = false;  // the limit that abandoned replies in a row share has begun
    std::size_t since_progress_ = 0;
    time_point heard_at_{};
    time_point fruitless_since_ = time_point::max();
};

}  // namespace popline::net
