// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/errc.hpp>

#include "net/waiter.hpp"

namespace popline::net {

class dialer;

/// What a connection keeps only until it is open.
struct opening {
    waiter waits;
    std::shared_ptr<dialer> way;
    bool cancelled = false;
    errc timed_out = errc::handshake_timed_out;  ///< what it is when the step under way takes too long
};

}  // namespace popline::net
