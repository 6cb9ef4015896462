// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>

#include "net/companion.hpp"
#include "net/waiter.hpp"
#include "protocol/entry.hpp"

namespace popline::net {

class connection;

/// A command, its reply, and the coroutine that waits for it, if there is one.
struct exchange : protocol::entry {
    bool ended = false;       ///< the reply is complete
    bool has_status = false;  ///< the status line of a body, or one of a dialogue, has come
    bool reading = false;     ///< its owner reads the body now
    bool displaced = false;   ///< its body gave way to a later command that was awaited
    bool cancelled = false;   ///< its wait was ended without the reply
    bool dropped = false;     ///< given up while it was in flight: its reply is not used
    bool late = false;        ///< its wait began after the time limit of the sink had begun
    /// Who ended the wait, if it was `cancelled`.
    enum class given_up_by : std::uint8_t { caller, own_sink, slow_sink } given_up = given_up_by::caller;
    std::uint32_t leases = 0;  ///< how many leases hold it; without one, the connection may use it again
    std::shared_ptr<connection> line;   ///< its connection, while a lease holds it
    std::unique_ptr<companion> beside;  ///< what session code keeps with it
    waiter waits;

    /// Makes it as good as new, for the next command. Secrets are overwritten.
    void reset() noexcept;
};

}  // namespace popline::net
