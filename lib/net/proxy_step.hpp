// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <popline/server.hpp>

#include "net/failure.hpp"

namespace popline::net {

class opener;

/// The step that connects to the proxy of the target. The target has a proxy, and must outlive the step.
boost::asio::awaitable<failure> reach_proxy(std::shared_ptr<opener> by, const server& target);

/// The step that makes a connection to a proxy lead to the server. The target has a proxy, and must outlive
/// the step.
boost::asio::awaitable<failure> pass_proxy(std::shared_ptr<opener> by, const server& target);

}  // namespace popline::net
