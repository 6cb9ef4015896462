// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <popline/server.hpp>
#include <vector>

#include "net/failure.hpp"

namespace popline::net {

class opener;

/// One step on the way to a server. It takes the open stream from `opener::way`, if there is one, and puts
/// another one there. `way.leftover` has the bytes that the step before read too much: the step uses them,
/// hands them on, or refuses them. It completes with why it failed.
using opening_step = std::function<boost::asio::awaitable<failure>(std::shared_ptr<opener>)>;

/// Makes the steps until the server greets, in their order. The server outlives them.
using route = std::vector<opening_step> (*)(const server& target, alpn offer);

/// Connects, and makes the TLS handshake if TLS comes before the greeting. A proxy, a UNIX socket, or a
/// socket that the user brings is one more step here.
std::vector<opening_step> steps_to(const server& target, alpn offer);

}  // namespace popline::net
