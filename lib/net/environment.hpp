// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <popline/tls.hpp>

#include "context/end_of_context.hpp"
#include "net/clock.hpp"
#include "net/connector.hpp"
#include "net/resolver.hpp"
#include "net/route.hpp"
#include "net/spare_buffers.hpp"

namespace popline::net {

/// What the sessions of one execution context share: a clock, a resolver, a connector and a route, which
/// tests replace, and a TLS context for servers that have none of their own.
class environment final : public boost::asio::execution_context::service {
  public:
    static boost::asio::execution_context::id id;  // how Asio finds a service

    explicit environment(boost::asio::execution_context& context)
        : service(context), end(boost::asio::use_service<context::end_of_context>(context)) {}
    static environment& of(const boost::asio::any_io_executor& executor);

    /// The TLS context with the certificate authorities of the system. It is made at the first call.
    tls shared_tls();

    /// Each connection is a listener of this service.
    context::end_of_context& end;

    spare_buffers spare;

    // A test replaces these before its first session connects.
    std::shared_ptr<net::clock> clock = steady_clock();
    std::shared_ptr<net::resolver> resolver = system_resolver();
    std::shared_ptr<net::connector> connector = tcp_connector();
    net::route route = steps_to;

  private:
    void shutdown() override {}  // `end_of_context` does what must be done then

    std::mutex guard_;
    std::optional<tls> tls_;
};

}  // namespace popline::net
