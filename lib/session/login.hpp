// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/credentials.hpp>

#include "net/connection.hpp"

namespace popline {

/// Logs in by the strongest mechanism both sides have. Completes at the server's `+OK`; the CAPA that has to
/// follow leaves with the next command.
boost::asio::awaitable<void> log_in(std::shared_ptr<net::connection> line, credentials who);

/// Asks what the server can do, if that is not known in this phase. A refused CAPA means: nothing.
boost::asio::awaitable<void> ask_capabilities(std::shared_ptr<net::connection> line);

}  // namespace popline
