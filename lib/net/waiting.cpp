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

// For a reply.

void connection::on_wait(exchange& one, const void* coroutine) {
    ++awaited_;
    if (turn_.take_back(one)) return wake(one);
    if (failed_) return wake(one);
    if (fed_in_ && fed_in_ == coroutine) return end_wait(one, exchange::given_up_by::own_sink);
    // Only the head's owner has a use for octets of a body that he has begun to read.
    const auto* const head = static_cast<const exchange*>(pipeline_.head());
    const bool lent = head && head != &one && head->reading;
    if (lent && !head->waits.waiting()) wait_behind_sink(one);
    if (failed_) return;
    if (one.reading && !lent && (!reader_ || head == &one)) {
        reader_ = &one;
        return wait_for(direction::read);
    }
    if (flush_due_ || flush_posted_) return;
    if (head == &one) return read_on();
    read_on_soon();  // what stood still before a body that nobody reads
}

failure connection::verdict(exchange& one) {
    one.waits.settle();
    if (std::exchange(one.cancelled, false)) return why_given_up(one);
    if (failed_ && !one.ended) return *failed_;
    return {};
}

void connection::on_cancel(exchange& one, cancellation_type kind) {
    const bool at_once =
        (kind & (cancellation_type::terminal | cancellation_type::partial)) != cancellation_type::none;
    const bool waits = one.waits.waiting() && !inline_resume_.is(one);
    if (!waits || (!at_once && one.stands != standing::queued)) return;
    end_wait(one, exchange::given_up_by::caller);
}

[[gnu::noinline]] void connection::wake(exchange& one) {
    if (!one.waits.waiting() || inline_resume_.is(one)) return;
    --awaited_;
    if (reader_ == &one) reader_ = nullptr;
    if (!inline_resume_.choose(one)) post(one.waits);
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
    const auto is_overdue = [](const exchange& one) { return one.waits.overdue(); };
    // Looked for anew each time: what goes on may change the list.
    for (auto one = std::ranges::find_if(exchanges_, is_overdue); one != exchanges_.end();
         one = std::ranges::find_if(exchanges_, is_overdue))
        one->waits.resume();
}

// For the stream, and for how long.

void connection::wait_for(direction way) try {
    if (way == direction::read && !deadlines_.waits(way) && std::exchange(in_flight_, false))
        ++counted_.flights;
    if (deadlines_.begin_wait(way, due())) stream_->wait(way, shared_from_this());
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
}

void connection::on_ready(direction way, error_code failure) {
    if (shut_down_) return;
    deadlines_.end_wait(way, due());
    if (failed_ || !stream_) return resume_overdue();
    if (way == direction::read) deadlines_.begin_reading_handler();
    serve(way, failure);
    deadlines_.bytes_are_of_use();
    resume_overdue();
}

void connection::serve(direction way, error_code failure) {
    if (way == direction::write) return flush();
    if (failure == asio::error::operation_aborted && pipeline_.unanswered() == 0) return;
    turn_.begin();
    if (pipeline_.unanswered() == 0 && std::exchange(write_waits_for_reading_, false)) return flush();
    if (!reader_) return read_on_in_handler();
    if (!read()) {
        if (!failed_) wait_for(direction::read);
        return;
    }
    inline_resume_.insist_on(*std::exchange(reader_, nullptr));
    --awaited_;
    go_on();
}

void connection::on_time() try {
    using limit = deadlines::limit;
    const auto reached = deadlines_.expired();
    if (failed_ || !stream_) return;
    switch (reached) {
        case limit::write: return fail({errc::write_timed_out});
        case limit::reply: {
            const auto* const head = pipeline_.head();
            return fail({timed_out_by(), {}, head ? waited_for(*head) : std::string()});
        }
        case limit::drain: return fail({errc::drain_limit});
        case limit::sink: sink_is_overdue(); break;
        case limit::none: break;
    }
    if (deadlines_.any_runs()) deadlines_.watch();
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
}

deadlines::due connection::due() const noexcept {
    const auto* const head = pipeline_.head();
    return {pipeline_.unanswered() > 0, head && head->stands == standing::abandoned, limit_of_head()};
}

std::string connection::waited_for(const protocol::entry& head) const {
    // Whoever speaks in clear to a port that expects TLS waits for ever.
    if (head.what.name == verb::greeting) return tls_ ? "" : "does this port want TLS from the start?";
    return std::string(protocol::name(head.what.name))
           + ", commands in flight: " + std::to_string(pipeline_.unanswered());
}

std::chrono::milliseconds connection::limit_of_head() const noexcept {
    const auto& most = limits();
    const auto* const head = pipeline_.head();
    if (head && head->what.name == verb::greeting) return most.greeting;
    if (head && head->what.name == verb::quit) return most.quit;
    return most.progress;
}

errc connection::timed_out_by() const noexcept {
    const auto* const head = pipeline_.head();
    return head && head->what.name == verb::greeting ? errc::greeting_timed_out : errc::reply_timed_out;
}

}  // namespace popline::net
