// SPDX-License-Identifier: BSL-1.0
#include <popline/within.hpp>

#include "net/environment.hpp"

namespace popline::detail {

namespace asio = boost::asio;

struct deadline::state final : net::timer_listener {
    asio::cancellation_signal signal;
    std::unique_ptr<net::timer> timer;
    bool passed = false;

    void on_time() override {
        passed = true;
        signal.emit(asio::cancellation_type::terminal);
    }
};

deadline::deadline(const asio::any_io_executor& executor, std::chrono::steady_clock::duration time,
                   asio::cancellation_slot around)
    : state_(std::make_shared<state>()), around_(around) {
    auto& clock = *net::environment::of(executor).clock;
    state_->timer = clock.make_timer(executor);
    state_->timer->arm(clock.now() + time, std::weak_ptr<net::timer_listener>(state_));
    if (around_.is_connected())
        around_.assign([state = state_.get()](asio::cancellation_type kind) { state->signal.emit(kind); });
}

deadline::~deadline() {
    if (around_.is_connected()) around_.clear();
    state_->timer->cancel();
}

asio::cancellation_slot deadline::slot() noexcept {
    return state_->signal.slot();
}
bool deadline::passed() const noexcept {
    return state_->passed;
}

}  // namespace popline::detail
