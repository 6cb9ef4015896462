// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>

#include "net/clock.hpp"

namespace popline::net {

/// A limit on time spent waiting for one thing. The clock runs only between `begin` and `end`: what the sink
/// takes is not counted against the server.
class patience {
  public:
    /// There was progress: the whole limit again.
    void renew(duration limit) noexcept { left_ = limit; }

    void begin(time_point now) noexcept { since_ = now; }
    void end(time_point now) noexcept { left_ -= std::min(left_, now - since_); }

    /// When it runs out, if the wait that began goes on.
    time_point ends_at() const noexcept { return since_ + left_; }

  private:
    duration left_{};
    time_point since_{};
};

}  // namespace popline::net
