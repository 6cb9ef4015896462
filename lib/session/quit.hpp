// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <popline/batch_result.hpp>

#include "net/connection.hpp"

namespace popline {

/// Commits the deletions and ends the connection. QUIT is a barrier: it is written only after the replies to
/// all DELEs are complete.
boost::asio::awaitable<batch_result> quit(std::shared_ptr<net::connection> connection);

}  // namespace popline
