// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <popline/server.hpp>
#include <string>
#include <vector>

#include "net/failure.hpp"

namespace popline::net {

class opener;

/// One step on the way to a server. It takes the open stream from `opener::way`, if there is one, and puts
/// another stream there. `way.leftover` has the bytes that the previous step read but did not use: this step
/// uses them, hands them on, or refuses them. A step completes with the reason of its failure.
using opening_step = std::function<boost::asio::awaitable<failure>(std::shared_ptr<opener>)>;

/// How the first step of a route gets its stream. A stream that the user has brought takes the place of the
/// first step.
enum class hop { dialled, brought };

/// A function that makes the steps that are needed before the server greets, in their order. The first step
/// connects. The server must outlive the steps.
using route = std::vector<opening_step> (*)(const server& target, alpn offer);

/// The usual steps: connect; the dialogue with the proxy, if there is one; the TLS handshake, if TLS comes
/// before the greeting.
std::vector<opening_step> steps_to(const server& target, alpn offer);

/// Says why no way can lead to this server, for example because of its host. Empty if one may. The function
/// looks up no name. Its result never contains a text that could hold a password.
std::string fault_of_route(const server& target, hop first);

}  // namespace popline::net
