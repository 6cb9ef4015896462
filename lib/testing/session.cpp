// SPDX-License-Identifier: BSL-1.0
#include "testing/session.hpp"

#include <utility>

namespace popline::testing::detail {

session::session(std::shared_ptr<post_office> office, boost::asio::ip::tcp::socket socket,
                 protection from_the_start)
    : office_(std::move(office)),
      socket_(std::move(socket)),
      tls_(from_the_start == protection::tls ? std::make_unique<tls_engine>() : nullptr),
      conversation_(*office_, from_the_start == protection::tls) {}

void session::start() {
    id_ = office_->counts.sessions++;
    ++office_->counts.open;
    office_->sessions.insert(shared_from_this());

    error_code ignored;  // if the client is gone already, the first read fails
    socket_.non_blocking(true, ignored);
    socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    conversation_.greet(filling_);
    flush();
    await_input();
}

void session::end() noexcept {
    if (std::exchange(over_, true)) return;
    conversation_.drop();
    error_code ignored;
    socket_.close(ignored);
    if (timer_) timer_->cancel();
    --office_->counts.open;
    office_->sessions.erase(shared_from_this());
}

}  // namespace popline::testing::detail
