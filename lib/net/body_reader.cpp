// SPDX-License-Identifier: BSL-1.0
#include "net/body_reader.hpp"

namespace popline::net {

body_reader::event body_reader::status() {
    while (!reply_.has_status || reply_.displaced) {
        if (is_over()) return event::ended;
        if (reply_.displaced && reply_.ended) reason_.code = connection_.resubmit(reply_);
        if (reason_) return event::ended;
        if (receiver_.turn.is_over()) return event::none;
        if (receiver_.pull(&reply_) == protocol::pipeline::event::need_more && !receiver_.fill(reply_))
            return event::none;
    }
    // A refusal has no body. Its end needs no further bytes: `pull` completes the reply.
    if (reply_.reply.result == protocol::sign::err && !reply_.ended) receiver_.pull(&reply_);
    return event::status;
}

body_reader::event body_reader::next() {
    connection_.sinks().piece_taken();
    for (;;) {
        // `is_over` is called for each piece: the sink may have ended the session while it took the last
        // piece.
        if (is_over()) return event::ended;
        const auto made = receiver_.pull(&reply_);
        if (made == protocol::pipeline::event::chunk) return event::chunk;
        if (made == protocol::pipeline::event::ended) return event::end;
        if (receiver_.turn.is_over() || !receiver_.fill(reply_)) return event::none;
    }
}

/// Whether the coroutine must stop reading. A reply that was complete before the session failed is still
/// given out.
bool body_reader::is_over() {
    if (connection_.undisturbed(reply_)) return false;
    reason_ = connection_.verdict(reply_);
    return static_cast<bool>(reason_);
}

}  // namespace popline::net
