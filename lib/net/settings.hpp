// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/limits.hpp>
#include <popline/server.hpp>

#include "net/tracer.hpp"

namespace popline::net {

/// What a connection keeps of its `server` after it was opened. The channel owns the settings, which are
/// written once.
struct settings {
    popline::security security = popline::security::implicit_tls;
    popline::eager eager = popline::eager::off;
    popline::pipelining pipelining = popline::pipelining::automatic();
    /// Null: the default limits, which all connections share.
    std::unique_ptr<const popline::limits> limits;
    std::unique_ptr<tracer> trace;  ///< null if the user has set no trace hook
};

}  // namespace popline::net
