// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <utility>

#include "net/clock.hpp"

namespace popline::net {

/// A limit on time spent waiting for one thing. The clock runs only between `begin` and `end`: what the sink
/// takes is not counted against the server.
class patience {
  public:
    /// There was progress: the whole limit again, from the next `begin`.
    void renew(duration limit) noexcept {
        left_ = limit;
        runs_ = false;
    }

    void begin(time_point now) noexcept {
        if (!std::exchange(runs_, true)) since_ = now;
    }
    void end(time_point now) noexcept {
        if (std::exchange(runs_, false)) left_ -= std::min(left_, now - since_);
    }
    bool runs() const noexcept { return runs_; }

    /// When it runs out, if the wait that began goes on.
    time_point ends_at() const noexcept { return runs_ ? since_ + left_ : time_point::max(); }

  private:
    duration left_{};
    time_point since_{};
    bool runs_ = false;
};

}  // namespace popline::net
