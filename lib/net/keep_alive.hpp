// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "net/clock.hpp"

namespace popline::net {

class channel;
class channel_listener;

/// Keeps a session alive while nothing is in flight: sends NOOP at intervals, and waits for bytes, so that
/// the end of the stream is noticed at once. It does so only after the login, and only while it is held: by
/// a retrieval, or by a `popline::keep_alive` of the user. Otherwise an idle session has no timer and no
/// wait.
///
/// The channel owns it from the first use on, so that other sessions have no memory for it. It runs on the
/// executor of the connection.
class keep_alive final : public timer_listener {
  public:
    /// The object of this channel, which is made at the first call.
    static keep_alive& of(channel& on);
    /// The channel outlives it. The timer calls it only while the listener of the channel lives.
    explicit keep_alive(channel& on) noexcept;

    void hold();
    /// Ends one `hold`. After the last one, the timer is cancelled, and the wait for bytes, too.
    void release() noexcept;
    /// Whether an idle time of this session, now or later, is to be kept alive.
    bool is_wanted() const noexcept;
    static bool is_wanted(const channel& on) noexcept;

    /// Call this when no reply is due and no command is to be written.
    void begin_idle();
    /// Whether the pending wait for bytes began in an idle time. The call also clears this.
    bool take_wait() noexcept { return std::exchange(waits_, false); }
    /// Call this when the connection has ended.
    void stop() noexcept;
    /// Call this when the execution context ends, because the clock ends with it.
    void shut_down() noexcept { timer_.reset(); }

  private:
    void on_time() override;
    void begin_wait();
    void arm(time_point at);
    void send_noop();
    time_point next_noop() const noexcept;
    bool is_idle() const noexcept;

    channel& on_;
    std::weak_ptr<channel_listener> owner_;
    std::weak_ptr<timer_listener> self_;
    std::unique_ptr<timer> timer_;
    std::size_t holders_ = 0;
    std::uint64_t commands_ = 0;  // that were written when the idle time began
    time_point idle_since_{};
    bool armed_ = false;
    bool waits_ = false;
};

}  // namespace popline::net
