// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>

#include "net/companion.hpp"
#include "net/lease.hpp"

namespace popline {

/// The state of one message that RETR or TOP asked for. It is kept beside the exchange of that command, so it
/// lives as long as a lease on it, and costs no allocation. The coroutine that reads the body writes it; the
/// message and the log of the retrieval read it.
struct download final : net::companion {
    bool taken = false;       ///< a sink was given for its body
    bool whole = false;       ///< the sink has taken the whole body, and its commit is done
    std::uint64_t bytes = 0;  ///< bytes of the body that the sink has taken
    std::uint64_t marked =
        0;  ///< 0: not marked as deleted; else 1 more than the RSETs accepted before it was

    void reset() noexcept override {
        taken = whole = false;
        bytes = marked = 0;
    }

    /// Begins it for a command that was just submitted. Throws `std::bad_alloc`.
    static void begin(net::exchange& of) {
        if (!of.beside) of.beside = std::make_unique<download>();
    }
    /// Requires `begin`.
    static download& of(net::exchange& reply) noexcept { return static_cast<download&>(*reply.beside); }
    static const download& of(const net::exchange& reply) noexcept {
        return static_cast<const download&>(*reply.beside);
    }
};

}  // namespace popline
