// SPDX-License-Identifier: BSL-1.0
#include "net/receiver.hpp"

#include <boost/asio/error.hpp>
#include <popline/errc.hpp>

#include "net/end_of_stream.hpp"

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;
using protocol::pipeline;
using protocol::shape;
using protocol::sign;
using protocol::verb;
using event = pipeline::event;
using standing = protocol::entry::standing;

// Replies.

pipeline::event receiver::pull(exchange* reader) try {
    while (!on_.has_failed() && on_.pipeline.unanswered() > 0 && !body_of_another(reader)) {
        auto rest = on_.transport.unread();
        const auto made = on_.pipeline.next(rest);
        on_.transport.keep(rest);
        auto* const of = static_cast<exchange*>(on_.pipeline.event_command());
        switch (made) {
            case event::need_more: write_if_window_opened(); return made;
            case event::chunk:
                if (rest.empty()) write_if_window_opened();  // otherwise `pull` is called again soon
                return made;
            case event::broken: fail_at_breach(); return event::need_more;
            case event::status:
                of->has_status = true;
                if (of == reader) return made;
                if (!of->waits.waiting()) break;
                on_.waiters.wake(*of);
                return event::need_more;  // the owner of the body reads on, or the body is discarded
            case event::ended:
                complete(*of);
                if (of == reader) return made;
                if (!reader && turn.is_over()) return event::need_more;
        }
    }
    return event::need_more;
} catch (const std::bad_alloc&) {
    on_.fail(out_of_memory());
    return event::need_more;
}

bool receiver::body_of_another(const exchange* reader) {
    auto* const head = static_cast<exchange*>(on_.pipeline.head());
    if (!head || head == reader || !head->has_status || head->stands != standing::in_flight) return false;
    if (head->what.reply == shape::dialogue) return true;
    if (head->reply.result == sign::err) return false;
    if (head->reading || head->waits.waiting()) return true;
    if (!on_.waiters.any() && !reader) return true;
    head->displaced = true;
    on_.pipeline.drop(*head);
    return false;
}

bool receiver::is_lent(const exchange& to) const noexcept {
    const auto* const head = static_cast<const exchange*>(on_.pipeline.head());
    return head && head != &to && head->reading;
}

/// Handles a complete reply: updates the state of the session, and wakes the coroutine that waits for the
/// reply.
void receiver::complete(exchange& one) {
    one.ended = true;
    turn.count_reply();
    on_.deadlines.reply_ended();
    if (!one.dropped && !one.displaced) on_.deadlines.drain_ended();
    on_.state.complete(one.what, one.reply);
    if (one.what.name == verb::dele && one.leases == 0 && one.reply.result != sign::ok)
        on_.state.refuse_deletion(one.what.number, one.reply.words);
    if (one.what.name == verb::capa) on_.capabilities_came(one);
    write_if_window_opened();
    // While a handler reads, it calls `rest` itself at its end, after the coroutine that it resumes.
    if (on_.waiters.inside.now() != inline_resume::state::reading && on_.pipeline.is_idle()) on_.go_idle();
    if (one.leases > 0) return on_.waiters.wake(one);
    on_.release(one);
}

/// The bytes or the reply that just came may have opened the window. If so, requests that the commands which
/// waited for it are written soon, even in the middle of a body. Otherwise the link would be idle for a
/// round trip after each message that is larger than the window.
void receiver::write_if_window_opened() {
    if (!on_.is_flush_pending() && !on_.deadlines.waits(direction::write) && on_.pipeline.ready_to_write())
        on_.request_flush();
}

/// Ends the connection because the server broke the protocol: the start of the next reply cannot be found
/// any more.
void receiver::fail_at_breach() {
    const auto text = on_.pipeline.text();
    const auto words = text.substr(0, text.find_first_of("\r\n"));
    on_.fail(
        {on_.pipeline.failure(), std::string(words.substr(0, on_.pipeline.limits().quoted_reply_bytes))});
}

// Bytes.

bool receiver::fill(exchange& reader) {
    const auto* const head = on_.pipeline.head();
    const auto* const other = on_.waiters.reader();
    if (on_.has_failed() || is_lent(reader)) return false;
    if (head != &reader && other && other != &reader) return false;
    return on_.pipeline.unanswered() > 0 && read();
}

bool receiver::read() try {
    error_code failure;
    const auto taken = on_.transport.read(turn, failure);
    const bool none = failure == asio::error::would_block || failure == asio::error::try_again;
    if (failure && !(none && !writer_.failure())) {
        const bool tls_says_why = !on_.transport.tls_reason().empty();
        const bool unwritable = writer_.failure() && !tls_says_why;
        on_.fail(end_of_stream(on_, unwritable ? writer_.failure() : failure));
        return false;
    }
    writer_.on_read();
    if (none) {
        on_.transport.release_small_memory();
        return false;
    }
    on_.deadlines.received(taken, on_.due());
    writer_.end_round_trip();
    turn.count_bytes(taken);
    return true;
} catch (const std::bad_alloc&) {
    on_.fail(out_of_memory());
    return false;
}

// Before a write.

/// If the newest read has taken all bytes that were there, and less than 1 ms has passed since, this does
/// not read again.
bool receiver::look_before_writing() {
    constexpr auto moment = std::chrono::milliseconds(1);
    const auto& transport = on_.transport;
    if (transport.is_drained() && transport.unread().empty()
        && on_.around.clock->now() - on_.deadlines.heard_at() < moment)
        return true;
    read_unasked();
    if (on_.has_failed()) return false;
    const auto came = transport.unread();
    if (came.empty() && transport.may_hold_more()) {
        look_again_soon();
        return false;
    }
    if (came.empty()) return true;
    on_.fail({errc::unsolicited_data, unsolicited_words(on_, came)});
    return false;
}

void receiver::look_while_idle() {
    read_unasked();
    if (on_.has_failed()) return;
    const auto came = on_.transport.unread();
    if (came.size() > on_.pipeline.limits().status_line_bytes)
        return on_.fail({errc::unsolicited_data, unsolicited_words(on_, came)});
    if (on_.pipeline.is_idle()) on_.go_idle();
}

/// Reads until no byte is there, or more came than any status line has.
void receiver::read_unasked() {
    const auto most = on_.pipeline.limits().status_line_bytes;
    while (on_.transport.unread().size() <= most && read())
        continue;
}

/// TLS took records without application data, and more bytes may be there. Lets the other handlers of the
/// executor run first, then reads. The time limit on the reply runs meanwhile, since such records may come
/// without end.
void receiver::look_again_soon() {
    on_.deadlines.count_reading();
    on_.post(posted::write);
}

}  // namespace popline::net
