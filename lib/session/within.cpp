// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
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
    const auto ends_at = net::later(clock.now(), std::max(time, time.zero()));
    if (ends_at != net::time_point::max())
        state_->timer->arm(ends_at, std::weak_ptr<net::timer_listener>(state_));
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

/// Throws the exception of the operation. If the deadline, and not the caller, has cancelled the operation,
/// the exception is changed to say so; other exceptions stay unchanged.
void deadline::rethrow() const {
    if (!state_->passed) detail::rethrow();
    try {
        detail::rethrow();
    } catch (const error& why) {
        if (why.code() != condition::cancelled) throw;
        error::circumstances known{.verb = why.verb(),
                                   .number = why.number(),
                                   .raw_reply = why.raw_reply(),
                                   .detail = why.detail(),
                                   .cause = why.cause()};
        if (why.code() != errc::commit_unconfirmed) throw error(errc::timed_out, known);
        known.cause = errc::timed_out;
        throw error(errc::commit_unconfirmed, known);
    }
}

}  // namespace popline::detail
