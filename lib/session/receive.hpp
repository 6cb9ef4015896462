// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/sink.hpp>

#include "net/body_reader.hpp"

namespace popline {

/// Whether the status line of the body has come; if not, it must be waited for. Asks again for a body that
/// gave way. Throws what ends the reading; a refusal is in the reply, which is complete then.
bool has_status(net::body_reader& body, const net::lease& held);
/// Waits for the status line.
boost::asio::awaitable<void> status_line(const net::lease& held);

/// Hands the body to the sink, to its end. The status line has come. Throws a refusal, what the sink throws,
/// what ends it, and `errc::message_too_large`; then the rest of the body is thrown away. It is, too, behind
/// a sink that has enough; then the download is not `whole`.
boost::asio::awaitable<void> receive(net::lease held, sink into);

/// A whole body in memory.
boost::asio::awaitable<std::string> receive_text(net::lease held);

}  // namespace popline
