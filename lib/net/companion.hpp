// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace popline::net {

/// Data that session code keeps with an exchange. It is made once per exchange, and reused together with the
/// exchange.
class companion {
  public:
    virtual ~companion() = default;
    /// Clears the data, so that the exchange can be used for another command.
    virtual void reset() noexcept = 0;
};

}  // namespace popline::net
