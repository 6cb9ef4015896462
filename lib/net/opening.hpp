// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <popline/server.hpp>

#include "net/connection.hpp"
#include "net/route.hpp"

namespace popline::net {

/// Opens a connection: from the name look-up to the server's greeting, with TLS as the `server` object asks
/// for it. An object opens one connection, once. A failure ends the connection.
class opening {
  public:
    /// The target must outlive this object. The channel and the driver belong to the connection.
    opening(std::shared_ptr<connection> of, channel& on, driver& by, const server& target,
            std::unique_ptr<byte_stream> brought) noexcept;

    /// Completes with the reason of the failure, or with `operation_aborted` if it was cancelled; no failure
    /// after success.
    boost::asio::awaitable<failure> run();

  private:
    boost::asio::awaitable<failure> reach(alpn offer);
    boost::asio::awaitable<failure> greet();
    boost::asio::awaitable<failure> reply_to(exchange& one);
    boost::asio::awaitable<failure> upgrade(alpn offer);
    void start_over();
    void adopt(opened&& way);
    opened release_stream();

    std::shared_ptr<connection> connection_;
    channel& on_;
    driver& driver_;
    const server& target_;
    const hop first_hop_;
    std::unique_ptr<byte_stream> brought_;  // the stream of the user, until `reach`
};

}  // namespace popline::net
