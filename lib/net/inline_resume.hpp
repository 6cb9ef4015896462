// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <utility>

#include "net/exchange.hpp"

namespace popline::net {

/// The state of a handler of the connection's own that reads. The first coroutine that it wakes is not
/// posted: the handler resumes it itself, after it has read all that is there. So most replies cost no
/// further handler.
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

    /// Whether the coroutine that waits for this reply was chosen; the first one is.
    bool choose(exchange& one) noexcept {
        if (state_ != state::reading || chosen_) return false;
        chosen_ = &one;
        return true;
    }
    /// The same for the coroutine that the handler runs for, before it reads for others.
    void insist_on(exchange& one) noexcept { chosen_ = &one; }
    bool any() const noexcept { return chosen_ != nullptr; }
    bool is(const exchange& one) const noexcept { return chosen_ == &one; }

    /// The coroutine that was chosen goes on now. Null if there is none.
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
