// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "net/byte_stream.hpp"

namespace popline::net {

/// A connection attempt that is pending. If the object is destroyed, the attempt ends and its caller is not
/// told.
class attempt {
  public:
    virtual ~attempt() = default;
};

/// Makes byte streams to addresses: TCP here, a script in a test.
class connector {
  public:
    using completion = std::function<void(boost::system::error_code, std::unique_ptr<byte_stream>)>;

    virtual ~connector() = default;
    /// Calls back through the executor, never from within this call.
    virtual std::unique_ptr<attempt> connect(const boost::asio::any_io_executor& executor,
                                             const boost::asio::ip::tcp::endpoint& to,
                                             const std::optional<boost::asio::ip::address>& source,
                                             completion then) = 0;
};

std::shared_ptr<connector> tcp_connector();

}  // namespace popline::net
