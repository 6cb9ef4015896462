// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/sink.hpp>

#include "net/lease.hpp"

namespace popline {

/// Waits for the status line of a body, in front of everything else that this coroutine could wait for; asks
/// again if the body was displaced. True if the body was, since the command was first submitted. Throws what
/// ends it; a refusal is in the reply, which has ended then.
boost::asio::awaitable<void> status_line(const net::lease& held);

/// Hands the body to the sink, to its end. The status line has come. Throws a refusal, what the sink throws,
/// what ends it, and `errc::message_too_large`; then the rest of the body is thrown away.
boost::asio::awaitable<void> receive(net::lease held, sink into);

/// A whole body in memory.
boost::asio::awaitable<std::string> receive_text(net::lease held);

}  // namespace popline
