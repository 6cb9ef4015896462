// SPDX-License-Identifier: BSL-1.0
#include "net/driver.hpp"

#include <boost/asio/error.hpp>
#include <popline/errc.hpp>
#include <utility>

#include "net/end_of_stream.hpp"

namespace popline::net {

using boost::system::error_code;

// Waiting for a reply.

void driver::begin_wait(exchange& one, const void* coroutine) {
    on_.waiters.add();
    if (receiver.turn.take_back(one)) return on_.waiters.wake(one);
    if (on_.has_failed()) return on_.waiters.wake(one);
    if (sinks.runs_in(coroutine)) return on_.waiters.end_wait(one, exchange::given_up_by::own_sink);
    // If a body is due first, only the coroutine that owns its reply can use the bytes.
    const auto* const head = static_cast<const exchange*>(on_.pipeline.head());
    const bool lent = receiver.is_lent(one);
    if (lent && !head->waits.waiting()) sinks.begin_wait(one);
    if (on_.has_failed()) return;
    if (one.reading && !lent && (!on_.waiters.reader() || head == &one)) {
        on_.waiters.read_by(one);
        return on_.wait_for(direction::read);
    }
    if (on_.is_flush_pending()) return;
    if (head == &one) return read_on();
    on_.post(posted::read);  // if no coroutine reads the body that is due first, the handler discards it
}

failure driver::verdict(exchange& one) {
    one.waits.end();
    if (std::exchange(one.cancelled, false)) return sinks.reason(one);
    if (on_.has_failed() && !one.ended) return on_.failed();
    return {};
}

// Reading for all coroutines that wait.

void driver::read_on() try {
    while (!on_.has_failed() && on_.transport.is_open()) {
        receiver.pull(nullptr);
        if (on_.has_failed()) return;
        if (on_.pipeline.unanswered() == 0) {
            if (writer_.failure()) on_.fail(end_of_stream(on_, writer_.failure()));
            return on_.pipeline.is_idle() ? on_.go_idle() : void();
        }
        if (on_.waiters.reader()) return on_.wait_for(direction::read);
        if (receiver.body_of_another(nullptr)) return;
        if (receiver.turn.is_over()) return on_.post(posted::read);
        if (!receiver.read()) {
            if (!on_.has_failed()) on_.wait_for(direction::read);
            return;
        }
    }
} catch (const std::bad_alloc&) {
    on_.fail(out_of_memory());
}

/// Calls `read_on` in a handler that has just begun.
void driver::read_on_in_handler() {
    on_.waiters.inside.begin_reading();
    read_on();
    on_.waiters.inside.end_reading();
    go_on();
}

/// Resumes the coroutine that the handler has chosen, before the handler releases the session's memory and
/// timer. The commands that this coroutine submits are written at the end of the handler. After that, the
/// handler reads for the other coroutines.
void driver::go_on() {
    if (auto* const one = on_.waiters.inside.begin_resuming()) {
        on_.deadlines.bytes_are_of_use();
        one->waits
            // `resume` does not throw: Asio keeps an exception of a user's handler until ours has ended.
            .resume();
        on_.waiters.inside.end_resuming();
        if (on_.take_flush_due()) flush();
        if (!on_.deadlines.waits(direction::read) || on_.pipeline.is_idle()) read_on();
    }
    on_.transport.end_handler();
}

// Writing.

void driver::flush() try {
    if (on_.has_failed() || !on_.transport.is_open() || on_.state.phase() == phase::disconnected) return;
    if (writer_.failure()) return read_on();
    if (on_.waiters.is_taking_back()) return on_.post(posted::write);
    const bool was_idle = on_.pipeline.unanswered() == 0;
    if (was_idle) {
        if (on_.pipeline.ready_to_write() && !receiver.look_before_writing()) return;
        // The time that `look_before_writing` took does not count against the reply.
        on_.deadlines.renew_reply();
        writer_.begin_round_trip();
    }
    writer_.write();
    if (on_.has_failed()) return;
    if (!was_idle || on_.pipeline.unanswered() == 0 || writer_.failure()) return read_on();
    // Wait without reading first: the reply cannot have come yet, so a read would find nothing.
    on_.transport.release_small_memory();
    on_.wait_for(direction::read);
} catch (const std::bad_alloc&) {
    on_.fail(out_of_memory());
}

// Handlers.

void driver::on_ready(direction way, error_code failure) {
    on_.deadlines.end_wait(way, on_.due());
    if (on_.has_failed() || !on_.transport.is_open()) return on_.waiters.resume_overdue();
    if (way == direction::read) on_.deadlines.begin_reading_handler();
    serve(way, failure);
    on_.deadlines.bytes_are_of_use();
    on_.waiters.resume_overdue();
}

void driver::serve(direction way, error_code failure) {
    if (way == direction::write) return flush();
    const bool is_due = on_.pipeline.unanswered() > 0;
    if (failure == boost::asio::error::operation_aborted && !is_due)
        return keep_alive::is_wanted(on_) && on_.pipeline.is_idle() ? on_.go_idle() : void();
    receiver.turn.begin();
    if (!is_due && writer_.take_wait_for_reading()) return flush();
    if (!is_due && keep_alive::is_wanted(on_)) return receiver.look_while_idle();
    if (!on_.waiters.reader()) return read_on_in_handler();
    if (!receiver.read()) {
        if (!on_.has_failed()) on_.wait_for(direction::read);
        return;
    }
    on_.waiters.choose_reader();
    go_on();
}

void driver::on_posted(posted why) {
    if (why == posted::write) {
        flush();
    } else {
        receiver.turn.begin();
        read_on_in_handler();
    }
    on_.waiters.resume_overdue();
}

void driver::on_time() try {
    using limit = deadlines::limit;
    const auto reached = on_.deadlines.expired();
    if (on_.has_failed() || !on_.transport.is_open()) return;
    switch (reached) {
        case limit::write: return on_.fail({errc::write_timed_out});
        case limit::reply: return on_.fail(reply_timed_out(on_));
        case limit::drain: return on_.fail({errc::drain_limit});
        case limit::sink: sinks.time_out(); break;
        case limit::leave: return on_.fail({errc::write_timed_out, {}, "QUIT could not be sent in time"});
        case limit::none: break;
    }
    if (on_.deadlines.any_runs()) on_.deadlines.watch();
} catch (const std::bad_alloc&) {
    on_.fail(out_of_memory());
}

}  // namespace popline::net
