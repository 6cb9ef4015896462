// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/sink.hpp>

#include "net/body_reader.hpp"

namespace popline {

/// Returns whether the status line has come; if not, the caller must wait. If the body was discarded for
/// another command, this queues RETR or TOP once more. Throws the reason if the wait was cancelled or the
/// session has failed. A refusal does not throw: the reply is then complete.
bool has_status(net::body_reader& body, const net::lease& held);
/// Waits for the status line of the body.
boost::asio::awaitable<void> status_line(const net::lease& held);

/// Gives the whole body to the sink. Requires that the status line has come. Throws the server's refusal,
/// the exception of the sink, the reason if the reading ended, or `errc::message_too_large`. After an
/// exception, the rest of the body is discarded. If the sink has enough, the rest is discarded too, and the
/// download is not `whole`.
boost::asio::awaitable<void> receive(net::lease held, sink into);

/// Reads a whole body into memory.
boost::asio::awaitable<std::string> receive_text(net::lease held);

}  // namespace popline
