// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <popline/server.hpp>

#include "net/connection.hpp"

namespace popline::net {

/// From the look-up of the name to the server's greeting, with TLS as the server asks for it. One is made to
/// open a connection once; a failure ends the connection.
class opening {
  public:
    /// The target outlives it. Both parts belong to the connection.
    opening(std::shared_ptr<connection> of, channel& on, driver& by, const server& target) noexcept;

    /// Completes with why it failed, and with `operation_aborted` if it was cancelled.
    boost::asio::awaitable<failure> run();

  private:
    boost::asio::awaitable<failure> reach(alpn offer);
    boost::asio::awaitable<failure> greet();
    boost::asio::awaitable<failure> reply_to(exchange& one);
    boost::asio::awaitable<failure> upgrade(alpn offer);
    void start_over();
    void adopt(opened&& way);
    opened release_stream();

    std::shared_ptr<connection> line_;
    channel& on_;
    driver& driver_;
    const server& target_;
};

}  // namespace popline::net
