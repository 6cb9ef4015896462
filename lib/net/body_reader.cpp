// SPDX-License-Identifier: BSL-1.0
#include "net/body_reader.hpp"

namespace popline::net {

body_reader::event body_reader::status() {
    while (!reply_.has_status || reply_.displaced) {
        if (is_over()) return event::ended;
        if (reply_.displaced && reply_.ended) reason_.code = line_.resubmit(reply_);
        if (reason_) return event::ended;
        if (line_.turn_is_over()) return event::none;
        if (line_.pull(&reply_) == protocol::pipeline::event::need_more && !line_.fill(reply_))
            return event::none;
    }
    // A refusal has no body: its end is already here.
    if (reply_.answer.result == protocol::sign::err && !reply_.ended) line_.pull(&reply_);
    return event::status;
}

body_reader::event body_reader::next() {
    line_.sinks().piece_taken();
    for (;;) {
        // Asked anew each time: the sink may have ended the session while it took the last piece.
        if (is_over()) return event::ended;
        const auto made = line_.pull(&reply_);
        if (made == protocol::pipeline::event::chunk) return event::chunk;
        if (made == protocol::pipeline::event::ended) return event::end;
        if (line_.turn_is_over() || !line_.fill(reply_)) return event::none;
    }
}

/// A reply that was complete before the session failed is still good.
bool body_reader::is_over() {
    if (line_.undisturbed(reply_)) return false;
    reason_ = line_.verdict(reply_);
    return static_cast<bool>(reason_);
}

}  // namespace popline::net
