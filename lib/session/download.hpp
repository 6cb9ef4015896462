// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>

#include "net/companion.hpp"
#include "net/lease.hpp"

namespace popline {

/// What became of one message whose body is asked for. It is kept beside the exchange of its RETR or TOP, so
/// it lives as long as any lease on it, and costs no allocation. The coroutine that reads the body writes it;
/// the message and the log of the retrieval read it.
struct download final : net::companion {
    bool taken = false;        ///< its body goes, or went, into a sink
    bool whole = false;        ///< its body went into the sink to the end, and the sink has come back
    std::uint64_t bytes = 0;   ///< of the body, that the sink has taken
    std::uint64_t marked = 0;  ///< 1 and how many RSETs were answered when it was marked as deleted; else 0

    void reset() noexcept override {
        taken = whole = false;
        bytes = marked = 0;
    }

    /// Beside the command that has just been submitted. Throws `std::bad_alloc`.
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
