// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <memory>
#include <mutex>
#include <popline/tls.hpp>

#include "net/clock.hpp"
#include "net/connector.hpp"
#include "net/resolver.hpp"
#include "net/route.hpp"
#include "net/spare_buffers.hpp"

namespace popline::net {

/// Base of an object that owns handlers whose coroutines own the object. Such an object must drop its
/// handlers when the execution context ends.
class shutdown_listener {
  public:
    virtual void on_shutdown() noexcept = 0;
    /// A reference that keeps the object alive during `on_shutdown`. Null if its destructor runs already.
    virtual std::shared_ptr<shutdown_listener> lock() noexcept = 0;

  protected:
    ~shutdown_listener() = default;

  private:
    friend class environment;
    shutdown_listener* before_ = nullptr;
    shutdown_listener* behind_ = nullptr;
};

/// What the sessions of one execution context share: a clock, a resolver, a connector and a route, which
/// tests replace, and a TLS context for servers that have none of their own.
///
/// A stored handler owns the coroutine of the user, which owns the session, which owns the handler. At the
/// end of the context this service breaks the cycle.
class environment final : public boost::asio::execution_context::service {
  public:
    static boost::asio::execution_context::id id;  // how Asio finds a service

    explicit environment(boost::asio::execution_context& context) : service(context) {}
    static environment& of(const boost::asio::any_io_executor& executor);

    void enter(shutdown_listener& one) noexcept;
    void leave(shutdown_listener& one) noexcept;

    /// The TLS context with the certificate authorities of the system. It is made at the first call.
    tls shared_tls();

    spare_buffers spare;

    // A test replaces these before its first session connects.
    std::shared_ptr<net::clock> clock = steady_clock();
    std::shared_ptr<net::resolver> resolver = system_resolver();
    std::shared_ptr<net::connector> connector = tcp_connector();
    net::route route = steps_to;

  private:
    void shutdown() override;
    void unlink(shutdown_listener& one) noexcept;
    std::shared_ptr<shutdown_listener> take_newest() noexcept;

    std::mutex guard_;
    shutdown_listener* newest_ = nullptr;  // the head of an intrusive list, which allocates nothing
    std::optional<tls> tls_;
};

}  // namespace popline::net
