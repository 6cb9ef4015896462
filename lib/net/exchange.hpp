// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "net/clock.hpp"
#include "net/waiter.hpp"
#include "protocol/entry.hpp"

namespace popline::net {

class connection;

/// A command, its reply, and the coroutine that waits for it, if one does.
struct exchange : protocol::entry {
    // First, in what the entry leaves of its last word: a session that waits has one for each message.
    bool ended = false;       ///< the reply is whole
    bool has_status = false;  ///< the status line of a body, or one of a dialogue, has come
    bool reading = false;     ///< its owner takes the body himself, now
    bool displaced = false;   ///< its body gave way to a command that was awaited behind it
    bool cancelled = false;   ///< its wait was
    bool whole = false;       ///< its body went into the sink to the end, and the sink has come back
    bool taken = false;       ///< its body went, or goes, into a sink
    bool dropped = false;     ///< given up while it was on its way: what comes is not looked at
    bool late = false;        ///< its wait began after the time of the sink that it waits for began to run
    /// Who ended its wait, if it was `cancelled`.
    enum class given_up_by : std::uint8_t { caller, own_sink, slow_sink } given_up = given_up_by::caller;
    std::uint32_t leases = 0;    ///< how many hold it; at none it is the connection's to reuse
    connection* line = nullptr;  ///< whose it is
    /// 1 and how many RSETs were answered when its message was marked as deleted; 0: it is not.
    std::uint64_t marked = 0;
    std::uint64_t octets = 0;  ///< of its body, that went into the sink
    waiter waits;

    /// Behind it among those that nobody uses, and that are in no queue.
    exchange* next_spare() const noexcept { return static_cast<exchange*>(behind); }
};

}  // namespace popline::net
