// SPDX-License-Identifier: BSL-1.0
#include "testing/listener.hpp"

#include <boost/asio/error.hpp>
#include <mutex>
#include <utility>

#include "testing/post_office.hpp"

namespace popline::testing::detail {

using boost::asio::ip::tcp;

listener::listener(std::shared_ptr<post_office> office, boost::asio::any_io_executor const& executor,
                   protection of_sessions, std::uint16_t port)
    : office_(std::move(office)),
      acceptor_(executor, tcp::endpoint(boost::asio::ip::address_v4::loopback(), port)),
      pause_(executor),
      protection_(of_sessions) {}

void listener::accept() {
    acceptor_.async_accept(
        [self = shared_from_this()](boost::system::error_code failure, tcp::socket socket) {
            std::lock_guard const lock(self->office_->mutex);
            if (self->acceptor_.is_open()) self->on_accept(failure, std::move(socket));
        });
}

void listener::on_accept(boost::system::error_code failure, tcp::socket socket) {
    if (!failure) {
        std::make_shared<session>(office_, std::move(socket), protection_)->start();
        return accept();
    }
    // Most likely the process has no free file descriptor. Wait, because an immediate retry would fail again.
    pause_.expires_after(std::chrono::milliseconds(10));
    pause_.async_wait([self = shared_from_this()](boost::system::error_code) {
        std::lock_guard const lock(self->office_->mutex);
        if (self->acceptor_.is_open()) self->accept();
    });
}

void listener::close() noexcept {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

}  // namespace popline::testing::detail
