// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>

#include "net/companion.hpp"
#include "net/lease.hpp"

namespace popline {

/// The state of one message that RETR or TOP asked for. It is stored with the exchange of that command, so
/// it lives as long as a lease on the exchange. It is allocated once per exchange, and reused with it. The
/// coroutine that reads the body writes it; the message and the log of the retrieval read it.
struct download final : net::companion {
    bool taken = false;       ///< a sink was given for the body
    bool whole = false;       ///< the sink has taken the whole body, and its commit has succeeded
    std::uint64_t bytes = 0;  ///< bytes of the body that the sink has taken
    /// 0: the message is not marked as deleted. Otherwise 1 + the number of RSETs accepted before the mark.
    std::uint64_t marked = 0;

    void reset() noexcept override {
        taken = whole = false;
        bytes = marked = 0;
    }

    /// Makes the state for a command that was just submitted, unless its exchange has one already. Throws
    /// `std::bad_alloc`.
    static void begin(net::exchange& of) {
        if (!of.beside) of.beside = std::make_unique<download>();
    }
    /// Returns the state of this reply. Requires that `begin` was called.
    static download& of(net::exchange& reply) noexcept { return static_cast<download&>(*reply.beside); }
    static const download& of(const net::exchange& reply) noexcept {
        return static_cast<const download&>(*reply.beside);
    }
};

}  // namespace popline
