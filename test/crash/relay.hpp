// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>

namespace popline::test {

/// Passes connections on to a server on 127.0.0.1, and cuts them.
class relay {
  public:
    /// `to` tells the port of the server, which may change.
    relay(boost::asio::io_context& context, std::function<std::uint16_t()> to);

    std::uint16_t port() const;
    /// Cuts one connection after the server has sent this many bytes more.
    void cut_after(std::uint64_t bytes) { *left_ = bytes; }

  private:
    void accept();

    boost::asio::ip::tcp::acceptor acceptor_;
    std::function<std::uint16_t()> to_;
    std::shared_ptr<std::uint64_t> left_;  // bytes until the cut; all connections share it
};

}  // namespace popline::test
