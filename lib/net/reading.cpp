// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <boost/asio/error.hpp>
#include <popline/errc.hpp>

#include "net/connection.hpp"
#include "net/tls_stream.hpp"

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;
using protocol::pipeline;
using protocol::shape;
using protocol::sign;
using protocol::verb;
using event = pipeline::event;
using standing = protocol::entry::standing;

// By the owner of a reply.

bool connection::fill(exchange& reader) {
    const auto* const head = static_cast<const exchange*>(pipeline_.head());
    const bool lent = head && head != &reader && head->reading;  // its owner holds views into the buffer
    if (failed_ || lent || (head != &reader && reader_ && reader_ != &reader)) return false;
    return pipeline_.unanswered() > 0 && read();
}

// By whoever comes along.

// One function with all that it calls: run for every piece of every message.
[[gnu::flatten]] pipeline::event connection::pull(exchange* reader) try {
    while (!failed_ && pipeline_.unanswered() > 0 && !somebody_elses_body(reader)) {
        auto rest = input_.unread();
        const auto made = pipeline_.next(rest);
        input_.keep(rest);
        auto* const of = static_cast<exchange*>(pipeline_.event_command());
        switch (made) {
            case event::need_more:
            case event::chunk: return made;
            case event::broken: fail_at_breach(); return event::need_more;
            case event::status:
                of->has_status = true;
                if (of == reader) return made;
                if (!of->waits.waiting()) break;
                wake(*of);
                return event::need_more;  // its owner reads on, or gives way
            case event::ended:
                settle(*of);
                if (of == reader) return made;
                if (!reader && turn_is_over()) return event::need_more;
        }
    }
    return event::need_more;
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
    return event::need_more;
}

/// The stream's position is lost. Apart from `pull`, as all that is rare.
[[gnu::noinline]] void connection::fail_at_breach() {
    const auto text = pipeline_.text();
    const auto words = text.substr(0, text.find_first_of("\r\n"));
    fail({pipeline_.failure(), std::string(words.substr(0, limits().words_kept))});
}

/// Whether the head's octets are for its owner alone. A body that nobody reads gives way as soon as somebody
/// waits for a reply behind it: a command awaited inside the retrieval loop never hangs.
bool connection::somebody_elses_body(const exchange* reader) {
    auto* const head = static_cast<exchange*>(pipeline_.head());
    if (!head || head == reader || !head->has_status || head->stands != standing::in_flight) return false;
    if (head->what.reply == shape::dialogue) return true;
    if (head->answer.result == sign::err) return false;
    if (head->reading || head->waits.waiting()) return true;
    if (awaited_ == 0 && !reader) return true;
    head->displaced = true;
    pipeline_.drop(*head);
    return false;
}

/// A reply is whole: what it means for the session, and who hears of it.
void connection::settle(exchange& one) {
    one.ended = true;
    turn_.count_reply();
    deadlines_.reply_ended();
    if (!one.dropped && !one.displaced) deadlines_.drain_ended();  // as the pipeline counts its octets
    state_.complete(one.what, one.answer);
    if (one.what.name == verb::dele && one.leases == 0 && one.answer.result != sign::ok)
        state_.refuse_deletion(one.what.number, one.answer.words);
    if (one.what.name == verb::capa) {
        if (capabilities_due_ == &one) capabilities_due_ = nullptr;
        if (!one.dropped) set_capabilities(capabilities::from_text(one.answer.lines));
    }
    if (!flush_posted_ && !deadlines_.waits(direction::write) && pipeline_.ready_to_write()) request_flush();
    // A handler of ours rests at its end, behind whoever goes on in it.
    if (inline_resume_.now() != inline_resume::state::reading && pipeline_.at_rest()) rest();
    if (one.leases > 0) return wake(one);
    release(one);
}

void connection::set_capabilities(capabilities said) {
    const bool pipelines = said.has("PIPELINING");
    state_.set_capabilities(std::move(said));
    if (width_ != pipelining::automatic()) return;
    if (pipelines)
        pipeline_.width().widen();
    else
        pipeline_.width().narrow();
}

/// Reads once. False if nothing is there, or the connection failed.
bool connection::read() try {
    error_code failure;
    auto room = input_.room();
    room = room.first(turn_.most_of_read(room.size()));
    const auto taken = stream_->read_some(room, failure);
    const bool none = failure == asio::error::would_block || failure == asio::error::try_again;
    if (failure && !(none && !unwritable_)) {
        const bool tls_says_why = tls_ && !tls_->reason().empty();
        fail(end_of_stream(unwritable_ && !tls_says_why ? unwritable_ : failure));
        return false;
    }
    // TLS answers some of what it reads, such as a key update, and may then go on with what it did not write.
    if (tls_ && tls_->wanted() == direction::write) wait_for(direction::write);
    if (write_waits_for_reading_ && stream_->blocks_writing() == direction::write) {
        write_waits_for_reading_ = false;
        request_flush();
    }
    if (none) {
        input_.release_small();
        return false;
    }
    deadlines_.received(taken, due());
    if (trip_.runs()) fit_window();
    input_.add(taken);
    drained_ = taken < room.size() && stream_->gives_all();
    counted_.octets_received += taken;
    turn_.count_bytes(taken);
    return true;
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
    return false;
}

/// Reads while replies are due that nobody reads for himself.
void connection::read_on() try {
    while (!failed_ && stream_) {
        pull(nullptr);
        if (failed_) return;
        if (pipeline_.unanswered() == 0) {
            if (unwritable_) fail(end_of_stream(unwritable_));
            return pipeline_.at_rest() ? rest() : void();
        }
        if (reader_) return wait_for(direction::read);
        if (somebody_elses_body(nullptr)) return;
        if (turn_is_over()) return read_on_soon();
        if (!read()) {
            if (!failed_) wait_for(direction::read);
            return;
        }
    }
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
}

/// From where a handler has just begun.
void connection::read_on_in_handler() {
    inline_resume_.begin_reading();
    read_on();
    inline_resume_.end_reading();
    go_on();
}

/// Whoever heard first goes on within the handler, while what he and his session need is at hand; and what he
/// asks for leaves at its end, before memory and timer were given back and taken again. Behind him it is read
/// for the others.
void connection::go_on() {
    if (auto* const one = inline_resume_.begin_resuming()) {
        deadlines_.bytes_are_of_use();
        one->waits.resume();  // throws nothing: Asio keeps what a user's handler throws until ours has ended
        inline_resume_.end_resuming();
        if (std::exchange(flush_due_, false)) flush();
        if (!deadlines_.waits(direction::read) || pipeline_.at_rest()) read_on();
    }
    drained_ = false;
}

void connection::read_on_soon() try {
    if (reading_posted_) return;
    asio::post(executor_, [self = shared_from_this()] {
        self->reading_posted_ = false;
        self->turn_.begin();
        self->read_on_in_handler();
        self->resume_overdue();
    });
    reading_posted_ = true;
} catch (const std::bad_alloc&) {
    fail(out_of_memory());
}

/// Nothing is due: no memory, no timer and no wait is kept. Apart from `pull`, which runs for every piece of
/// a message and would save more registers for its sake; so is `wake`.
[[gnu::noinline]] void connection::rest() {
    if (failed_ || !stream_ || inline_resume_.any()) return;
    input_.release();
    pipeline_.release();
    if (exchanges_.is_idle()) exchanges_.shrink();
    if (deadlines_.waits(direction::read)) stream_->cancel_waits();
    deadlines_.rest();
}

}  // namespace popline::net
