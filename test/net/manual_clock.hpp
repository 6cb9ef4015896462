// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "net/clock.hpp"

namespace popline::test {

/// Runs handlers until none is ready. Throws if that never happens.
void settle(boost::asio::io_context& context);

/// A clock that goes on only when a test tells it to. Its timers tell their listeners through the executor,
/// in the order of their times. All handlers that one timer starts have run before the next timer expires.
/// As with the timers of Asio, a listener is told even if its timer is cancelled or armed anew after it has
/// expired.
class manual_clock final : public net::clock {
  public:
    net::time_point now() const noexcept override { return book_->now; }
    std::unique_ptr<net::timer> make_timer(const boost::asio::any_io_executor& executor) override;

    /// Sets whether arming a timer throws `std::bad_alloc` from now on.
    void lack_memory(bool lacks) { book_->lacks_memory = lacks; }
    /// Moves the time on without a timer expiring, as if the current handler took that long.
    void pass(net::duration by) { book_->now += by; }
    void advance(boost::asio::io_context& context, net::duration by);
    /// Moves the time to the first timer that is due by `until`, and posts its listener. False if there is
    /// none.
    bool ring_next(net::time_point until = net::time_point::max());
    /// How many timers are armed.
    std::size_t armed() const noexcept;
    /// How often the timers that exist were armed or cancelled.
    std::size_t changes() const noexcept;

  private:
    struct entry {
        net::time_point at{};
        std::weak_ptr<net::timer_listener> who;
        boost::asio::any_io_executor executor;
        bool armed = false;
        std::size_t times_armed = 0;
    };
    struct book {
        net::time_point now{std::chrono::hours(1)};
        bool lacks_memory = false;
        std::vector<std::weak_ptr<entry>> timers;
    };
    class manual_timer;

    std::shared_ptr<entry> next() const;

    std::shared_ptr<book> book_ = std::make_shared<book>();
};

}  // namespace popline::test
