// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace popline::net {

/// Data that session code keeps with an exchange. It is made once per exchange, and reused together with the
/// exchange.
class companion {
  public:
    virtual ~companion() = default;
    /// The exchange will now be used for another command. Clears the data of the command before.
    virtual void reset() noexcept = 0;
};

}  // namespace popline::net
