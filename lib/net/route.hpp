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
/// another stream there. `way.leftover` has the bytes that the previous step read but did not use: this step
/// uses them, hands them on, or refuses them. A step completes with the reason of its failure.
using opening_step = std::function<boost::asio::awaitable<failure>(std::shared_ptr<opener>)>;

/// A function that makes the steps that are needed before the server greets, in their order. The server must
/// outlive the steps.
using route = std::vector<opening_step> (*)(const server& target, alpn offer);

/// The usual steps: connect, then the TLS handshake if TLS comes before the greeting. To add a proxy, a UNIX
/// socket or a socket of the user, add one more step here.
std::vector<opening_step> steps_to(const server& target, alpn offer);

}  // namespace popline::net
