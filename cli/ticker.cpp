// SPDX-License-Identifier: BSL-1.0
#include "ticker.hpp"

#include <boost/asio/steady_timer.hpp>

namespace tool {

struct ticker::state : std::enable_shared_from_this<state> {
    state(const boost::asio::any_io_executor& executor, std::function<void()> what)
        : timer(executor), call(std::move(what)) {}

    void wait() {
        timer.expires_after(std::chrono::milliseconds(100));
        timer.async_wait([self = shared_from_this()](boost::system::error_code) {
            if (!self->call) return;
            self->call();
            self->wait();
        });
    }

    boost::asio::steady_timer timer;
    std::function<void()> call;  // empty after the ticker is destroyed
};

ticker::ticker(const boost::asio::any_io_executor& executor, std::function<void()> call)
    : state_(std::make_shared<state>(executor, std::move(call))) {
    state_->wait();
}

ticker::~ticker() {
    state_->call = nullptr;
    state_->timer.cancel();
}

}  // namespace tool
