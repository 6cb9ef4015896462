// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <popline/limits.hpp>

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "net/stopwatch.hpp"

namespace popline::net {

/// The time limits of one connection: which of them run, and when the first is reached. The connection owns
/// it, is its only writer, and reports to it what it waits for and what came.
///
/// Time counts against the server only while the connection waits for the server: between `begin_wait` and
/// `end_wait`. What a sink or the program takes does not count, except against the limit on a sink.
class deadlines {
  public:
    /// If several limits are reached, the first of these is reported.
    enum class limit { none, write, reply, drain, sink };

    /// The reply that the server owes first.
    struct due {
        bool any = false;        ///< whether it owes one
        bool abandoned = false;  ///< it is not wanted, and read only to reach the next one
        std::chrono::milliseconds most{};
    };

    /// The clock outlives it.
    deadlines(clock& by, const boost::asio::any_io_executor& executor);

    /// From now on these limits hold. They outlive it.
    void configure(const limits& within) noexcept;
    /// Who is told when a limit may be reached.
    void report_to(std::weak_ptr<timer_listener> who) noexcept { listener_ = std::move(who); }

    // Waiting for the stream.

    /// A wait for the stream is wanted. False if one in this direction is pending already.
    bool begin_wait(direction way, const due& reply);
    void end_wait(direction way, const due& reply);
    bool waits(direction way) const noexcept { return way == direction::read ? reads_ : writes_; }
    /// The driver reads again and again instead of waiting.
    void count_reading();

    /// The handler of a wait for bytes runs. Until `bytes_are_of_use`, time counts as if the wait went on: a
    /// server may send TLS records without application data for ever.
    void begin_reading_handler() noexcept { fruitless_since_ = heard_at_; }
    void bytes_are_of_use() noexcept { fruitless_since_ = time_point::max(); }
    /// When the newest wait for bytes ended.
    time_point heard_at() const noexcept { return heard_at_; }

    // Progress.

    void received(std::size_t bytes, const due& reply);
    void sent() noexcept { writing_.renew(limits_->progress_timeout); }
    /// A reply is complete. The next one gets the whole time.
    void reply_ended() noexcept;
    /// The abandoned reply is complete.
    void drain_ended() noexcept { drains_ = false; }
    /// A command is about to be written while no reply was due.
    void renew_reply() noexcept { renewed_ = true; }
    /// No reply is due and no wait is pending. The timer stops.
    void rest() noexcept;

    // A command waits until a sink has taken a piece of another message.

    void begin_sink();
    bool sink_runs() const noexcept { return sink_.runs(); }
    void end_sink() noexcept { sink_.renew({}); }

    // The timer.

    /// The listener was told: returns which limit is reached.
    limit expired() noexcept;
    /// Sets the timer so that the listener is told when the first limit is reached, at the latest.
    void watch();
    bool any_runs() const noexcept { return reading_.runs() || writing_.runs() || sink_.runs(); }
    void stop() noexcept;
    /// The execution context ends, and the clock with it.
    void shut_down() noexcept { timer_.reset(); }
    /// The timer, for a step of opening. Requires that no limit runs.
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

    bool reads_ = false;   // a wait for bytes is pending
    bool writes_ = false;  // a wait until more can be written is pending
    bool renewed_ = true;  // the next wait for bytes gets the whole time
    bool drains_ = false;  // the reply that is due first is abandoned, and its time runs
    std::size_t since_progress_ = 0;
    time_point heard_at_{};
    time_point fruitless_since_ = time_point::max();
};

}  // namespace popline::net
