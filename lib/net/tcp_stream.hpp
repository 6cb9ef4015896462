// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "net/byte_stream.hpp"

namespace popline::net {

/// A connected TCP socket, non-blocking and without Nagle's delay.
class tcp_stream final : public byte_stream {
  public:
    explicit tcp_stream(boost::asio::ip::tcp::socket connected);

    std::size_t read_some(std::span<char> into, boost::system::error_code& failure) override;
    bool gives_all() const noexcept override { return true; }
    std::size_t write_some(std::string_view octets, boost::system::error_code& failure) override;
    boost::system::error_code flush() override { return {}; }
    void wait(direction way, std::shared_ptr<ready_listener> who) override;
    void cancel_waits() noexcept override;
    void close() noexcept override;

  private:
    boost::asio::ip::tcp::socket socket_;
};

}  // namespace popline::net
