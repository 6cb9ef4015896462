// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace popline::net {

/// What session code keeps beside an exchange. It is made once per exchange, and used again with it.
class companion {
  public:
    virtual ~companion() = default;
    /// The exchange is used for another command now.
    virtual void reset() noexcept = 0;
};

}  // namespace popline::net
