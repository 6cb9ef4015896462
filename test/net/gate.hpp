// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace popline::test {

/// A coroutine waits here until the test opens the gate. If the wait is cancelled, it throws Asio's
/// exception.
class gate {
  public:
    explicit gate(boost::asio::io_context& context)
        : never_(context, boost::asio::steady_timer::time_point::max()) {}

    boost::asio::awaitable<void> passed() {
        ++arrivals;
        while (!open_) {
            boost::system::error_code woken;
            co_await never_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
        }
    }
    void open() {
        open_ = true;
        never_.cancel();
    }
    void shut() { open_ = false; }

    int arrivals = 0;

  private:
    boost::asio::steady_timer never_;
    bool open_ = false;
};

}  // namespace popline::test
