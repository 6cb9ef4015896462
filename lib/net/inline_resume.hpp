// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <utility>

#include "net/exchange.hpp"

namespace popline::net {

/// State of the running handler that reads: a readiness handler, or a handler that was posted to read on.
/// The first coroutine that the handler wakes is not posted: the handler resumes it inline, after it has
/// read all bytes that are there. So most replies need no second handler. `waiters` owns this object; the
/// driver changes its state.
class inline_resume {
  public:
    enum class state : std::uint8_t {
        outside,   ///< neither of the states below
        reading,   ///< the handler reads, and may choose a coroutine
        resuming,  ///< the chosen coroutine runs inside the handler
    };

    state now() const noexcept { return state_; }
    void begin_reading() noexcept { state_ = state::reading; }
    void end_reading() noexcept { state_ = state::outside; }

    /// Chooses the coroutine that waits for this reply. False if another coroutine is chosen already.
    bool choose(exchange& one) noexcept {
        if (state_ != state::reading || chosen_) return false;
        chosen_ = &one;
        return true;
    }
    /// Chooses the coroutine that waits for this reply, in any state and instead of another.
    void insist_on(exchange& one) noexcept { chosen_ = &one; }
    bool any() const noexcept { return chosen_ != nullptr; }
    bool is(const exchange& one) const noexcept { return chosen_ == &one; }

    /// Begins to resume the chosen coroutine, and forgets the choice. Returns the exchange for which that
    /// coroutine waits. If no coroutine was chosen, changes nothing and returns null.
    exchange* begin_resuming() noexcept {
        if (chosen_) state_ = state::resuming;
        return std::exchange(chosen_, nullptr);
    }
    void end_resuming() noexcept { state_ = state::outside; }

  private:
    exchange* chosen_ = nullptr;
    state state_ = state::outside;
};

}  // namespace popline::net
