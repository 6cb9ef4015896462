// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <boost/asio/error.hpp>
#include <popline/errc.hpp>

#include "net/connection.hpp"
#include "protocol/status.hpp"

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;

/// Not at once, so that all that is submitted side by side leaves in one write: posted, or, from a coroutine
/// that goes on within a handler of ours, at the end of that.
void connection::request_flush() {
    if (inline_resume_.now() != inline_resume::state::resuming) return post_flush();
    flush_due_ = !flush_posted_;
}

void connection::post_flush() try {
    if (flush_posted_) return;
    asio::post(executor_, [self = shared_from_this()] {
        self->flush_posted_ = false;
        self->flush();
        self->resume_overdue();
    });
    flush_posted_ = true;
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
}

void connection::flush() try {
    if (failed_ || !stream_ || state_.phase() == phase::disconnected) return;
    if (unwritable_) return read_on();
    if (std::exchange(taking_back_, false)) return post_flush();
    const bool was_idle = pipeline_.unanswered() == 0;
    if (was_idle) {
        if (pipeline_.ready_to_write() && !look_before_writing()) return;
        deadlines_.renew_reply();  // whatever the look took, the reply has its whole time
        trip_.begin(around_.clock->now());
    }
    write_out();
    if (failed_) return;
    if (!was_idle || pipeline_.unanswered() == 0 || unwritable_) return read_on();
    // What was asked just now is not answered yet: a look would find nothing.
    input_.release_small();
    wait_for(direction::read);
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
}

/// The first octets behind a write while nothing was due: now it is known what it takes to hide the link.
void connection::fit_window() {
    trip_.end(around_.clock->now());
    if (width_ == pipelining::automatic() && trip_.octets() < limits().window_octets)
        pipeline_.width().fit(trip_.octets());
}

/// Nobody read while nothing was due: what came meanwhile must not be taken for the next reply. A lone `-ERR`
/// and the end of the stream is how servers take their leave; all else is forged. False if the connection has
/// ended.
bool connection::look_before_writing() {
    constexpr auto at_once = std::chrono::milliseconds(1);
    if (drained_ && input_.empty() && around_.clock->now() - deadlines_.heard_at() < at_once) return true;
    const auto most = limits().status_line;
    while (input_.unread().size() <= most && read())
        continue;
    if (failed_) return false;
    const auto came = input_.unread();
    if (came.empty() && stream_->may_hold_more()) {
        look_again_soon();
        return false;
    }
    if (came.empty()) return true;
    fail({errc::unsolicited_data, words_of_nobody(came)});
    return false;
}

/// TLS brought records without application data, and more may be there. Others on the executor have their
/// turn first, and the limit on the reply runs meanwhile: such records may come without end.
void connection::look_again_soon() {
    deadlines_.count_reading();
    post_flush();
}

void connection::write_out() {
    for (auto octets = pipeline_.output(); !octets.empty(); octets = pipeline_.output()) {
        error_code failure;
        const auto taken = stream_->write_some(octets, failure);
        if (failure == asio::error::would_block || failure == asio::error::try_again) {
            const auto way = stream_->blocks_writing();
            write_waits_for_reading_ = way == direction::read;
            return wait_for(way);
        }
        if (failure) return stop_writing(failure);
        pipeline_.sent(taken);
        counted_.octets_sent += taken;
        in_flight_ = true;
        deadlines_.sent();
    }
    if (const auto failure = stream_->flush(); failure == asio::error::would_block)
        wait_for(direction::write);
    else if (failure)
        stop_writing(failure);
}

/// What the server said before it hung up is worth more than that it did, and may be more than is read in one
/// turn, or for somebody who is busy with what came before it. So the connection fails once nothing is left
/// to be read.
void connection::stop_writing(error_code failure) {
    unwritable_ = failure;
    if (reader_) wake(*reader_);  // its wait for octets may never end by itself
}

}  // namespace popline::net
