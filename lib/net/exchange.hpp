// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>

#include "net/companion.hpp"
#include "net/waiter.hpp"
#include "protocol/entry.hpp"

namespace popline::net {

class connection;

/// A command, its reply, and the coroutine that waits for it, if one does.
struct exchange : protocol::entry {
    bool ended = false;       ///< the reply is whole
    bool has_status = false;  ///< the status line of a body, or one of a dialogue, has come
    bool reading = false;     ///< its owner takes the body himself, now
    bool displaced = false;   ///< its body gave way to a command that was awaited behind it
    bool cancelled = false;   ///< its wait was
    bool dropped = false;     ///< given up while it was on its way: what comes is not looked at
    bool late = false;        ///< its wait began after the time of the sink that it waits for began to run
    /// Who ended its wait, if it was `cancelled`.
    enum class given_up_by : std::uint8_t { caller, own_sink, slow_sink } given_up = given_up_by::caller;
    std::uint32_t leases = 0;           ///< how many hold it; at none the connection may use it again
    std::shared_ptr<connection> line;   ///< that it is on, while any lease holds it
    std::unique_ptr<companion> beside;  ///< of the layer above
    waiter waits;

    /// As it was when it was made, for the next command. Secrets are overwritten.
    void reset() noexcept;
};

}  // namespace popline::net
