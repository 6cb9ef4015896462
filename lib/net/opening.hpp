// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/errc.hpp>
#include <popline/server.hpp>

#include "net/clock.hpp"
#include "net/waiter.hpp"

namespace popline::net {

class dialer;

/// What a connection keeps only until it is open.
struct opening {
    waiter waits;
    std::shared_ptr<dialer> way;
    bool cancelled = false;
    errc timed_out = errc::handshake_timed_out;  ///< what it is when the step under way takes too long
    /// When the TLS handshake must be over. A deadline of its own: octets that come all the time, and lead to
    /// nothing, must not put it off.
    time_point handshake_ends_at = time_point::max();
    alpn offer = alpn::pop3;
    bool alpn_was_refused = false;  ///< the step under way failed for it alone
};

}  // namespace popline::net
