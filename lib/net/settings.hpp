// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/limits.hpp>
#include <popline/server.hpp>

#include "net/tracer.hpp"

namespace popline::net {

/// What a connection keeps of its `server` after it was opened. The channel owns it; it is written once.
struct settings {
    popline::security security = popline::security::implicit_tls;
    popline::pipelining pipelining = popline::pipelining::automatic();
    std::unique_ptr<const popline::limits> limits;  ///< null: the defaults, which all connections share
    std::unique_ptr<tracer> trace;                  ///< null without a hook
};

}  // namespace popline::net
