// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>

#include "net/byte_stream.hpp"

namespace popline::net {

/// A connected stream socket of any family. It does not block, and TCP sends without Nagle's delay.
class socket_stream final : public byte_stream {
  public:
    explicit socket_stream(boost::asio::generic::stream_protocol::socket connected);

    std::size_t read_some(std::span<char> into, boost::system::error_code& failure) override;
    bool gives_all() const noexcept override { return true; }
    std::size_t write_some(std::string_view octets, boost::system::error_code& failure) override;
    boost::system::error_code flush() override { return {}; }
    void wait(direction way, std::shared_ptr<ready_listener> who) override;
    void cancel_waits() noexcept override;
    void close() noexcept override;

  private:
    boost::asio::generic::stream_protocol::socket socket_;
};

}  // namespace popline::net
