// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/credentials.hpp>

#include "net/connection.hpp"

namespace popline {

class eager_listing;

/// Logs in by the strongest mechanism that both sides have. Completes at the `+OK` of the server. The CAPA
/// that must follow a login is sent together with the next command. If there is an eager listing, it is sent
/// with AUTH where that is possible; it must outlive the operation.
boost::asio::awaitable<void> log_in(std::shared_ptr<net::connection> connection, credentials who,
                                    eager_listing* ahead = nullptr);

/// Asks for the capabilities of the server, unless they are known in this phase. A server that refuses CAPA
/// counts as a server without capabilities.
boost::asio::awaitable<void> ask_capabilities(std::shared_ptr<net::connection> connection);

}  // namespace popline
