// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace popline::net {

/// What the layer above keeps beside an exchange. It is made once for an exchange and used again with it.
class companion {
  public:
    virtual ~companion() = default;
    /// The exchange serves another command now.
    virtual void reset() noexcept = 0;
};

}  // namespace popline::net
