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
    bool has_status = false;  ///< the status line has come; only for bodies and multi-step commands
    bool reading = false;     ///< the owner of the reply reads the body now
    bool displaced = false;   ///< its body was discarded because a later command was awaited
    bool cancelled = false;   ///< the wait for the reply was ended without the reply
    /// Its owner gave the command up while it was in flight; the reply is not used.
    bool dropped = false;
    /// A coroutine began to wait for it after the time limit of the sink had begun.
    bool late = false;
    /// Who ended the wait, if it was `cancelled`.
    enum class given_up_by : std::uint8_t { caller, own_sink, slow_sink } given_up = given_up_by::caller;
    std::uint32_t leases = 0;  ///< number of leases that hold it; with none, the connection may reuse it
    std::shared_ptr<net::connection> connection;  ///< its connection, while a lease holds it
    std::unique_ptr<companion> beside;            ///< data that session code keeps with it
    waiter waits;

    /// Removes all that the command has left, so that the exchange can be used for the next one. Secrets are
    /// overwritten.
    void reset() noexcept;
};

}  // namespace popline::net
