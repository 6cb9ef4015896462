// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "net/connection.hpp"
#include "net/lease.hpp"

namespace popline::net {

/// Reads the reply to RETR or TOP in the coroutine that owns it: first `status`, then `next` until the end.
/// Neither function blocks. After `event::none` the coroutine awaits `wait()`, and calls the same function
/// again.
///
/// While a `body_reader` lives, only its coroutine may read the bytes of the body. So the coroutine makes it
/// when it begins to read, and destroys it when it stops reading. The lease must outlive it. Only one
/// coroutine at a time may use it, on the executor of the connection.
class body_reader {
  public:
    enum class event {
        none,    ///< no event yet: await `wait()`
        status,  ///< the status line has come; after a refusal the reply is complete
        chunk,   ///< bytes of the body have come; `chunk()` returns them
        end,     ///< the reply is complete
        ended,   ///< the wait was cancelled, or the session failed; `reason()` tells why
    };

    explicit body_reader(const lease& of) noexcept
        : connection_(*of.connection()), receiver_(connection_.receiver()), reply_(*of) {
        receiver_.attend(reply_);
    }
    body_reader(const body_reader&) = delete;
    body_reader& operator=(const body_reader&) = delete;
    ~body_reader() { receiver_.leave(reply_); }

    /// Reads up to the status line. If the body was discarded so that another command could go on, this
    /// queues the command (RETR or TOP) once more after the discarded reply has ended.
    event status();
    /// Reads the next piece of the body.
    event next();
    /// Valid until the next call of `next`, or until the coroutine awaits anything but a sink.
    std::string_view chunk() const noexcept { return receiver_.chunk(); }

    /// Waits until `status` or `next` may return another event; for `co_await`.
    auto wait() {
        if (receiver_.turn.is_over()) receiver_.turn.give_up_for(reply_);
        return connection_.wait(reply_);
    }

    /// Why the last event was `ended`.
    const failure& reason() const noexcept { return reason_; }

    /// Stops using the reply: the connection reads the rest of the body and discards it.
    void abandon() { connection_.abandon(reply_); }
    /// Call this after the body was read to its end. The connection then reads for the commands that wait
    /// for later replies.
    void finish() {
        receiver_.leave(reply_);
        connection_.serve_others_soon();
    }

  private:
    bool is_over();

    connection& connection_;
    receiver& receiver_;
    exchange& reply_;
    failure reason_;
};

}  // namespace popline::net
