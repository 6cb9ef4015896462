// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <utility>

#include "net/clock.hpp"

namespace popline::net {

/// A limit on the time that is spent waiting for one thing. It counts only between `begin` and `end`.
class stopwatch {
  public:
    /// Call this after progress: from the next `begin` on, the whole limit counts again. The maximum value
    /// means "no limit".
    void renew(std::chrono::milliseconds limit) noexcept {
        left_ = as_duration(limit);
        since_ = never;
    }

    void begin(time_point now) noexcept {
        if (!runs()) since_ = now;
    }
    void end(time_point now) noexcept {
        if (!runs()) return;
        const auto spent = now - std::exchange(since_, never);
        if (left_ != duration::max()) left_ -= std::min(left_, spent);
    }
    bool runs() const noexcept { return since_ != never; }

    /// The time at which the limit will be reached if the wait goes on.
    time_point ends_at() const noexcept { return runs() ? later(since_, left_) : never; }

  private:
    static constexpr time_point never = time_point::max();

    duration left_{};
    time_point since_ = never;
};

}  // namespace popline::net
