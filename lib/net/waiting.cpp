// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <popline/errc.hpp>

#include "net/connection.hpp"
#include "protocol/verb.hpp"

namespace popline::net {

using protocol::verb;
using standing = protocol::entry::standing;

namespace {

/// The timer is left running from one wait to the next, since setting one costs a system call; so it ticks in
/// steps of a second at the most, and one that finds nobody waiting is the last.
constexpr auto longest_tick = std::chrono::seconds(1);

}  // namespace

void connection::wait_for(direction way) {
    auto& waits = way == direction::read ? waits_to_read_ : waits_to_write_;
    const auto now = around_.clock->now();
    const bool given_up = way == direction::read && mind_draining(now);
    if (std::exchange(waits, true)) return given_up ? watch() : void();
    if (way == direction::write) {
        writing_.begin(now);
    } else {
        if (std::exchange(in_flight_, false)) ++flights_;
        if (std::exchange(fresh_, false)) reading_.renew(limit_of_head());
        reading_.begin(now);
        draining_.begin(now);
    }
    watch();
    stream_->wait(way, shared_from_this());
}

/// The time for a reply that nobody wants runs from when its turn comes, or from when it was given up while
/// it was waited for. True if it begins to run now.
bool connection::mind_draining(time_point now) {
    const auto* const head = pipeline_.head();
    const bool drains = head && head->stands == standing::abandoned;
    const bool begins = drains && !draining_now_;
    draining_now_ = drains;
    if (!begins) return false;
    draining_.renew(target_.limits().drain_time);
    draining_.begin(now);
    return true;
}

void connection::wait_ended(direction way) {
    (way == direction::read ? waits_to_read_ : waits_to_write_) = false;
    if (shut_down_) return;
    const auto now = around_.clock->now();
    if (way == direction::write) return writing_.end(now);
    reading_.end(now);
    if (draining_now_) draining_.end(now);
}

/// Sees to it that the timer goes off no later than the first of the limits that run.
void connection::watch() {
    auto at = around_.clock->now() + longest_tick;
    if (waits_to_read_) at = std::min(at, reading_.ends_at());
    if (waits_to_read_ && draining_now_) at = std::min(at, draining_.ends_at());
    if (waits_to_write_) at = std::min(at, writing_.ends_at());
    if (timer_ends_at_ && *timer_ends_at_ <= at) return;
    timer_ends_at_ = at;
    timer_->arm(at, std::weak_ptr<timer_listener>(shared_from_this()));
}

void connection::on_time() {
    timer_ends_at_.reset();
    if (failed_ || !stream_) return;
    const auto now = around_.clock->now();
    // First: an answer to what could not be written is not due.
    if (waits_to_write_ && now >= writing_.ends_at())
        return fail({opening_.waiting() ? opening_timed_out_ : errc::write_timed_out});
    if (waits_to_read_ && now >= reading_.ends_at()) {
        const auto* const head = pipeline_.head();
        auto waited_for = head ? std::string(protocol::name(head->what.name)) : std::string();
        if (head) waited_for += ", commands in flight: " + std::to_string(pipeline_.unanswered());
        return fail({timed_out_by(), {}, waited_for});
    }
    if (waits_to_read_ && draining_now_ && now >= draining_.ends_at()) return fail({errc::drain_limit});
    if (waits_to_read_ || waits_to_write_) watch();
}

duration connection::limit_of_head() const noexcept {
    const auto& within = target_.limits();
    const auto* const head = pipeline_.head();
    if (head && head->what.name == verb::greeting) return within.greeting;
    if (head && head->what.name == verb::quit) return within.quit;
    return within.progress;
}

errc connection::timed_out_by() const noexcept {
    if (opening_.waiting()) return opening_timed_out_;
    const auto* const head = pipeline_.head();
    return head && head->what.name == verb::greeting ? errc::greeting_timed_out : errc::reply_timed_out;
}

}  // namespace popline::net
