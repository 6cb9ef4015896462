// SPDX-License-Identifier: BSL-1.0
#include "net/keep_alive.hpp"

#include "net/channel.hpp"

namespace popline::net {

using protocol::verb;

keep_alive& keep_alive::of(channel& on) {
    if (!on.alive) on.alive = std::make_unique<keep_alive>(on);
    return *on.alive;
}

keep_alive::keep_alive(channel& on) noexcept
    : on_(on), owner_(on.listener()), self_(std::shared_ptr<timer_listener>(on.listener(), this)) {}

bool keep_alive::is_wanted(const channel& on) noexcept {
    return on.alive && on.alive->is_wanted();
}

void keep_alive::hold() {
    if (on_.is_shut_down()) {  // the clock has ended
        ++holders_;
        return;
    }
    if (!timer_) timer_ = on_.around.clock->make_timer(on_.executor);
    if (++holders_ > 1) return;
    commands_ = on_.pipeline.counted().commands;
    idle_since_ = on_.around.clock->now();
    // If a coroutine runs inside a handler, the end of that handler begins the idle time.
    if (is_wanted() && is_idle() && !on_.waiters.inside.any()) begin_idle();
}

void keep_alive::release() noexcept {
    if (--holders_ > 0 || on_.has_failed()) return;
    stop();
    if (on_.transport.is_open() && is_idle() && on_.deadlines.waits(direction::read))
        on_.transport.cancel_waits();
}

bool keep_alive::is_wanted() const noexcept {
    return holders_ > 0 && !on_.has_failed() && on_.state.phase() == phase::transaction
           && on_.transport.is_open()
           && on_.pipeline.limits().keep_alive_interval != std::chrono::milliseconds::max();
}

bool keep_alive::is_idle() const noexcept {
    return on_.pipeline.is_idle();
}

void keep_alive::begin_idle() {
    const auto now = on_.around.clock->now();
    if (const auto sent = on_.pipeline.counted().commands; std::exchange(commands_, sent) != sent)
        idle_since_ = now;
    begin_wait();
    if (!armed_) arm(next_noop());
}

void keep_alive::begin_wait() try {
    if (on_.deadlines.begin_idle_wait()) on_.transport.wait(direction::read, owner_.lock());
    waits_ = true;
} catch (const std::bad_alloc&) {
    on_.fail(out_of_memory());
}

time_point keep_alive::next_noop() const noexcept {
    return later(idle_since_, as_duration(on_.pipeline.limits().keep_alive_interval));
}

/// The timer is not set anew for each command, because that costs a system call. If it expires early, it is
/// set to the rest of the time.
void keep_alive::on_time() {
    armed_ = false;
    if (!is_wanted() || !is_idle()) return;  // the next idle time sets the timer
    const auto at = next_noop();
    if (on_.around.clock->now() < at) return arm(at);
    send_noop();
}

void keep_alive::arm(time_point at) try {
    timer_->arm(at, self_);
    armed_ = true;
} catch (const std::bad_alloc&) {
    on_.fail(out_of_memory());
}

void keep_alive::send_noop() try {
    exchange& one = on_.waiters.exchanges.take();
    one.what = protocol::build(verb::noop, protocol::shape::status);
    if (on_.submit(one)) on_.release(one);
} catch (const std::bad_alloc&) {
    on_.fail(out_of_memory());
}

void keep_alive::stop() noexcept {
    armed_ = false;
    if (timer_) timer_->cancel();
}

}  // namespace popline::net
