// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <boost/asio/error.hpp>
#include <popline/errc.hpp>

#include "net/connection.hpp"
#include "protocol/verb.hpp"

namespace popline::net {

namespace asio = boost::asio;
using asio::cancellation_type;
using boost::system::error_code;
using protocol::verb;
using standing = protocol::entry::standing;

namespace {

/// The timer is left running from one wait to the next, since setting one costs a system call; so it ticks in
/// steps of a second at the most, and one that finds nobody waiting is the last.
constexpr auto longest_tick = std::chrono::seconds(1);

}  // namespace

// For a reply.

void connection::on_wait(exchange* one, const void* coroutine) {
    if (!one) return failed_ ? post(opening_->waits) : void();
    ++awaited_;
    if (one == turn_given_to_) {
        turn_given_to_ = nullptr;
        turn_octets_ = turn_items_ = 0;
        return wake(*one);
    }
    if (failed_) return wake(*one);
    if (fed_in_ && fed_in_ == coroutine) return end_wait(*one, exchange::given_up_by::own_sink);
    // Only the head's owner has a use for octets of a body that he has begun to read.
    const auto* const head = static_cast<const exchange*>(pipeline_.head());
    const bool lent = head && head != one && head->reading;
    if (lent && !head->waits.waiting()) wait_behind_sink(*one);
    if (one->reading && !lent && (!reader_ || head == one)) {
        reader_ = one;
        return wait_for(direction::read);
    }
    if (flush_due_ || flush_posted_) return;
    if (head == one) return read_on();
    read_on_soon();  // what stood still before a body that nobody reads
}

failure connection::verdict(exchange& one) {
    one.waits.settle();
    if (std::exchange(one.cancelled, false)) return why_given_up(one);
    if (failed_ && !one.ended) return *failed_;
    return {};
}

void connection::on_cancel(exchange* one, cancellation_type kind) {
    if (!one) {
        opening_->cancelled = true;
        return post(opening_->waits);
    }
    const bool at_once =
        (kind & (cancellation_type::terminal | cancellation_type::partial)) != cancellation_type::none;
    const bool waits = one->waits.waiting() && goes_on_ != one;
    if (!waits || (!at_once && one->stands != standing::queued)) return;
    end_wait(*one, exchange::given_up_by::caller);
}

[[gnu::noinline]] void connection::wake(exchange& one) {
    if (!one.waits.waiting() || goes_on_ == &one) return;
    --awaited_;
    if (reader_ == &one) reader_ = nullptr;
    if (handler_ == stage::reads && !goes_on_)
        goes_on_ = &one;
    else
        post(one.waits);
}

/// If no memory is left, the buffers that the sessions of the context hand on are given up for it; and what
/// is overdue even then goes on at the end of the next handler of ours. After a failure that is the end of
/// the wait for the stream, which takes no memory.
void connection::post(waiter& one) noexcept {
    if (one.post(executor_)) return;
    around_.spare.free();
    if (!one.post_again(executor_)) overdue_ = true;
}

/// The last thing that a handler does.
void connection::resume_overdue() {
    if (!std::exchange(overdue_, false)) return;
    const auto self = shared_from_this();
    if (opening_ && opening_->waits.overdue()) opening_->waits.resume();
    const auto is_overdue = [](const exchange& one) { return one.waits.overdue(); };
    // Looked for anew each time: what goes on may change the list.
    for (auto one = std::ranges::find_if(exchanges_, is_overdue); one != exchanges_.end();
         one = std::ranges::find_if(exchanges_, is_overdue))
        one->waits.resume();
}

// For the stream, and for how long.

/// Time is counted against the server from here until the wait is over, or until octets came that were read
/// without it.
void connection::wait_for(direction way) try {
    auto& waits = way == direction::read ? waits_to_read_ : waits_to_write_;
    const bool anew = !std::exchange(waits, true);
    const auto now = around_.clock->now();
    if (way == direction::read) {
        if (anew && std::exchange(in_flight_, false)) ++flights_;
        if (std::exchange(fresh_, false)) reading_.renew(limit_of_head());
        const auto since = std::min(now, fruitless_since_);
        reading_.begin(since);
        if (mind_draining(now)) draining_.begin(since);
    }
    // While replies are due that we do not read, a peer may well stop reading, too: that is no fault of his.
    if (waits_to_write_ && (reading_.runs() || pipeline_.unanswered() == 0)) writing_.begin(now);
    watch(now);
    if (anew) stream_->wait(way, shared_from_this());
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
}

/// The time for a reply that nobody wants runs from when its turn comes, or from when it was given up while
/// it was waited for. Whether there is such a reply.
bool connection::mind_draining(time_point now) {
    const auto* const head = pipeline_.head();
    const bool drains = head && head->stands == standing::abandoned;
    if (drains && !draining_now_) draining_.renew(within().drain_time);
    if (!drains) draining_.end(now);
    draining_now_ = drains;
    return drains;
}

void connection::wait_ended(direction way) {
    (way == direction::read ? waits_to_read_ : waits_to_write_) = false;
    if (shut_down_) return;
    const auto now = around_.clock->now();
    if (way == direction::read) heard_at_ = now;
    way == direction::read ? stop_counting(now) : writing_.end(now);
}

void connection::on_ready(direction way, error_code failure) {
    wait_ended(way);
    if (failed_ || !stream_) return resume_overdue();
    if (way == direction::read) fruitless_since_ = heard_at_;
    serve(way, failure);
    fruitless_since_ = time_point::max();
    resume_overdue();
}

void connection::serve(direction way, error_code failure) {
    if (opening_ && opening_->waits.waiting()) return opening_->waits.resume();
    if (way == direction::write) return flush();
    if (failure == asio::error::operation_aborted && pipeline_.unanswered() == 0) return;
    turn_octets_ = turn_items_ = 0;
    if (pipeline_.unanswered() == 0 && std::exchange(write_waits_for_reading_, false)) return flush();
    if (!reader_) return read_on_in_handler();
    if (!read()) {
        if (!failed_) wait_for(direction::read);
        return;
    }
    goes_on_ = std::exchange(reader_, nullptr);
    --awaited_;
    go_on();
}

/// Octets came: whatever is done with them now is not the server's time, nor is it his that we read no more.
void connection::stop_counting(time_point now) {
    reading_.end(now);
    draining_.end(now);
    if (pipeline_.unanswered() > 0) writing_.end(now);
}

/// Sees to it that the timer goes off no later than the first of the limits that run.
void connection::watch(time_point now) {
    auto at = std::min(
        {now + longest_tick, reading_.ends_at(), draining_.ends_at(), writing_.ends_at(), sink_.ends_at()});
    if (opening_) at = std::min(at, opening_->handshake_ends_at);
    if (timer_ends_at_ && *timer_ends_at_ <= at) return;
    timer_->arm(at, std::weak_ptr<timer_listener>(shared_from_this()));
    timer_ends_at_ = at;
}

void connection::on_time() try {
    timer_ends_at_.reset();
    if (failed_ || !stream_) return;
    const auto now = around_.clock->now();
    if (opening_ && now >= opening_->handshake_ends_at) return fail({errc::handshake_timed_out});
    // First: an answer to what could not be written is not due.
    if (now >= writing_.ends_at())
        return fail({opening_ && opening_->waits.waiting() ? opening_->timed_out : errc::write_timed_out});
    if (now >= reading_.ends_at()) {
        const auto* const head = pipeline_.head();
        return fail({timed_out_by(), {}, head ? waited_for(*head) : std::string()});
    }
    if (now >= draining_.ends_at()) return fail({errc::drain_limit});
    if (now >= sink_.ends_at()) sink_is_overdue();
    if (reading_.runs() || writing_.runs() || sink_.runs()) watch(now);
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
}

std::string connection::waited_for(const protocol::entry& head) const {
    // Whoever speaks in clear to a port that expects TLS waits for ever.
    if (head.what.name == verb::greeting) return tls_ ? "" : "does this port want TLS from the start?";
    return std::string(protocol::name(head.what.name))
           + ", commands in flight: " + std::to_string(pipeline_.unanswered());
}

std::chrono::milliseconds connection::limit_of_head() const noexcept {
    const auto& most = within();
    const auto* const head = pipeline_.head();
    if (head && head->what.name == verb::greeting) return most.greeting;
    if (head && head->what.name == verb::quit) return most.quit;
    return most.progress;
}

errc connection::timed_out_by() const noexcept {
    if (opening_ && opening_->waits.waiting()) return opening_->timed_out;
    const auto* const head = pipeline_.head();
    return head && head->what.name == verb::greeting ? errc::greeting_timed_out : errc::reply_timed_out;
}

}  // namespace popline::net
