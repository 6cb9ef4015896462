// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/sink.hpp>

#include "net/body_reader.hpp"

namespace popline {

/// Whether the status line of the body has come; if not, wait for it. Asks once more for a body that gave way
/// to another command. Throws why the reading ended. A refusal is no exception: the reply is then complete.
bool has_status(net::body_reader& body, const net::lease& held);
/// Waits for the status line.
boost::asio::awaitable<void> status_line(const net::lease& held);

/// Gives the body to the sink, to its end. Requires that the status line has come. Throws a refusal, what the
/// sink throws, why the reading ended, or `errc::message_too_large`. After an exception, the rest of the body
/// is thrown away; so is the rest after a sink that has enough, and the download is not `whole`.
boost::asio::awaitable<void> receive(net::lease held, sink into);

/// Reads a whole body into memory.
boost::asio::awaitable<std::string> receive_text(net::lease held);

}  // namespace popline
