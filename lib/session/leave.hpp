// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>

#include "net/connection.hpp"

namespace popline {

/// Sends QUIT and ends the connection without waiting for the reply. Throws errc::deletions_pending if QUIT
/// could commit a deletion.
boost::asio::awaitable<void> leave(std::shared_ptr<net::connection> connection);

}  // namespace popline
