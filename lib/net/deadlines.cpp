// SPDX-License-Identifier: BSL-1.0
#include "net/deadlines.hpp"

#include <algorithm>
#include <utility>

namespace popline::net {

namespace {

constexpr limits defaults;

/// The longest time that the timer is set to. To set the timer costs a system call, so it is not stopped
/// between two waits. If no limit runs when it ends, it is not set again.
constexpr auto longest_tick = std::chrono::seconds(1);

}  // namespace

deadlines::deadlines(clock& by, const boost::asio::any_io_executor& executor)
    : clock_(by), limits_(&defaults), timer_(by.make_timer(executor)) {}

void deadlines::configure(const limits& within) noexcept {
    limits_ = &within;
    writing_.renew(within.progress_timeout);
}

// Waiting for the stream.

bool deadlines::begin_wait(direction way, const due& reply) {
    const auto now = clock_.now();
    const bool anew = !std::exchange(way == direction::read ? reads_ : writes_, true);
    if (way == direction::read) count_reading(now, reply);
    // A server may stop reading because we do not read its replies. That time does not count against the
    // limit on writing.
    if (writes_ && (reading_.runs() || !reply.any)) writing_.begin(now);
    watch(now);
    return anew;
}

void deadlines::count_reading(time_point now, const due& reply) {
    if (std::exchange(renewed_, false)) reading_.renew(reply.most);
    const auto since = std::min(now, fruitless_since_);
    reading_.begin(since);
    // The time of an abandoned reply begins when that reply is due first, or when it is abandoned.
    if (reply.abandoned && !drains_) draining_.renew(limits_->drain_timeout);
    drains_ = reply.abandoned;
    drains_ ? draining_.begin(since) : draining_.end(now);
}

void deadlines::end_wait(direction way, const due& reply) {
    const auto now = clock_.now();
    (way == direction::read ? reads_ : writes_) = false;
    if (way == direction::write) return writing_.end(now);
    heard_at_ = now;
    stop_counting(now, reply);
}

/// Bytes came. The client now needs time to use them; that time counts neither against reading nor against
/// writing.
void deadlines::stop_counting(time_point now, const due& reply) {
    reading_.end(now);
    draining_.end(now);
    if (reply.any) writing_.end(now);
}

void deadlines::count_reading() {
    const auto now = clock_.now();
    if (std::exchange(renewed_, false)) reading_.renew(limits_->progress_timeout);
    reading_.begin(now);
    watch(now);
}

// Progress.

void deadlines::received(std::size_t bytes, const due& reply) {
    bytes_are_of_use();
    if (reading_.runs()) stop_counting(clock_.now(), reply);  // the bytes were read while a wait was pending
    since_progress_ += bytes;
    if (since_progress_ < limits_->progress_bytes) return;
    renewed_ = true;
    since_progress_ = 0;
}

void deadlines::reply_ended() noexcept {
    renewed_ = true;
    since_progress_ = 0;
}

void deadlines::stop_if_not_writing() noexcept {
    renewed_ = true;
    drains_ = false;
    end_sink();
    if (timer_ends_at_ && !writes_) stop();
}

// The sink.

void deadlines::begin_sink() {
    if (sink_.runs()) return;
    const auto now = clock_.now();
    sink_.renew(limits_->sink_timeout);
    sink_.begin(now);
    watch(now);
}

void deadlines::begin_leaving() {
    const auto now = clock_.now();
    leaves_at_ = later(now, as_duration(limits_->leave_timeout));
    watch(now);
}

// The timer.

deadlines::limit deadlines::expired() noexcept {
    timer_ends_at_.reset();
    const auto now = clock_.now();
    // The limit on writing is checked first: the reply to a command that was not written is not due.
    if (now >= writing_.ends_at()) return limit::write;
    if (now >= reading_.ends_at()) return limit::reply;
    if (now >= draining_.ends_at()) return limit::drain;
    if (now >= sink_.ends_at()) return limit::sink;
    if (now >= leaves_at_) return limit::leave;
    return limit::none;
}

void deadlines::watch() {
    watch(clock_.now());
}

void deadlines::watch(time_point now) {
    const auto at = std::min({now + longest_tick, reading_.ends_at(), draining_.ends_at(), writing_.ends_at(),
                              sink_.ends_at(), leaves_at_});
    if (timer_ends_at_ && *timer_ends_at_ <= at) return;
    timer_->arm(at, listener_);
    timer_ends_at_ = at;
}

void deadlines::stop() noexcept {
    if (timer_) timer_->cancel();
    timer_ends_at_.reset();
}

}  // namespace popline::net
