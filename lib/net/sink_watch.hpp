// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "net/channel.hpp"

namespace popline::net {

/// Prevents deadlocks between sinks and commands. While a sink is awaited, no later reply can be read. So a
/// command that the sink itself awaits would never complete. A command that is awaited in the coroutine of
/// the sink fails at once. Any other command that waits fails after a time limit. The driver owns this
/// object; the coroutine that feeds the sink reports to it.
class sink_watch {
  public:
    /// The channel outlives it.
    explicit sink_watch(channel& on) noexcept : on_(on) {}

    /// Call this before a sink is awaited in this coroutine. It holds until `end`.
    void begin(const void* coroutine);
    void end() noexcept;
    /// Whether a sink is awaited in this coroutine. A command that is awaited in it would wait for itself.
    bool runs_in(const void* coroutine) const noexcept { return coroutine && coroutine_ == coroutine; }
    /// The coroutine in which a sink is awaited; null if there is none.
    const void* coroutine() const noexcept { return coroutine_; }
    /// Call this when the sink has taken its piece.
    void piece_taken() noexcept { on_.deadlines.end_sink(); }

    /// Call this when a command begins to wait for a reply that is due after the message of the sink.
    void begin_wait(exchange& one);
    /// Call this when the sink has taken no piece for the whole time limit.
    void time_out();
    /// Why a wait was ended without a reply.
    failure reason(exchange& one) const;

  private:
    void limit();

    channel& on_;
    const void* coroutine_ = nullptr;
};

}  // namespace popline::net
