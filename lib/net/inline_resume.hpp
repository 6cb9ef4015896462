// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <utility>

#include "net/exchange.hpp"

namespace popline::net {

/// State of the running readiness handler. The first coroutine that it wakes is not posted: the handler
/// resumes it inline, after it has read all that is there. So most replies cost no further handler. `waiters`
/// owns it; the driver moves it from state to state.
class inline_resume {
  public:
    enum class state : std::uint8_t {
        outside,   ///< no such handler runs
        reading,   ///< it reads, and may choose a coroutine
        resuming,  ///< the coroutine that it chose runs inside it
    };

    state now() const noexcept { return state_; }
    void begin_reading() noexcept { state_ = state::reading; }
    void end_reading() noexcept { state_ = state::outside; }

    /// Chooses the coroutine that waits for this reply. False if another one is chosen already.
    bool choose(exchange& one) noexcept {
        if (state_ != state::reading || chosen_) return false;
        chosen_ = &one;
        return true;
    }
    /// Chooses this one in any state.
    void insist_on(exchange& one) noexcept { chosen_ = &one; }
    bool any() const noexcept { return chosen_ != nullptr; }
    bool is(const exchange& one) const noexcept { return chosen_ == &one; }

    /// The chosen coroutine is about to be resumed. Null if there is none.
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
