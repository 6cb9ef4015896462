// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "net/channel.hpp"

namespace popline::net {

/// While a sink is awaited, no later reply can be read. A command that the sink itself waits for would never
/// end: one that is awaited in the coroutine of the sink fails at once, all others fail after a time limit.
/// The driver owns it, and is told by the coroutine that feeds the sink.
class sink_watch {
  public:
    /// The channel outlives it.
    explicit sink_watch(channel& on) noexcept : on_(on) {}

    /// A sink is awaited in this coroutine from now on, until `end`.
    void begin(const void* coroutine);
    void end() noexcept;
    /// Whether a sink is awaited in this coroutine: a command awaited in it would wait for itself.
    bool runs_in(const void* coroutine) const noexcept { return coroutine && coroutine_ == coroutine; }
    /// The coroutine in which a sink is awaited; null if there is none.
    const void* coroutine() const noexcept { return coroutine_; }
    /// The sink has taken its piece.
    void piece_taken() noexcept { on_.deadlines.end_sink(); }

    /// A command begins to wait for a reply that is due after the message of the sink.
    void begin_wait(exchange& one);
    /// The sink has taken nothing for its whole time.
    void time_out();
    /// Why a wait was ended without a reply.
    failure reason(exchange& one) const;

  private:
    void limit();

    channel& on_;
    const void* coroutine_ = nullptr;
};

}  // namespace popline::net
