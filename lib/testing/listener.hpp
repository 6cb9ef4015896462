// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>

#include "testing/session.hpp"

namespace popline::testing::detail {

class post_office;

/// Listens on a port of 127.0.0.1 and starts a session per connection. Port 0 chooses a free port.
class listener : public std::enable_shared_from_this<listener> {
  public:
    listener(std::shared_ptr<post_office> office, boost::asio::any_io_executor const& executor,
             protection of_sessions, std::uint16_t port);

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    void accept();
    void close() noexcept;

  private:
    void on_accept(boost::system::error_code failure, boost::asio::ip::tcp::socket socket);

    std::shared_ptr<post_office> office_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    protection protection_;
};

}  // namespace popline::testing::detail
