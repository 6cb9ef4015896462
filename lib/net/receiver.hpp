// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "net/channel.hpp"
#include "net/turn.hpp"
#include "net/writer.hpp"

namespace popline::net {

/// Reads from the stream, and gives each complete reply to the coroutine that waits for it. It never waits.
/// The driver owns it; the driver calls it for all who wait, and the coroutine that reads a body calls it
/// through a `body_reader`.
class receiver {
  public:
    /// The channel and the writer must outlive the receiver.
    receiver(channel& on, writer& answers) noexcept : on_(on), writer_(answers) {}

    /// From now on, until `leave`, the owner of this reply reads the bytes of the body itself.
    void attend(exchange& reader) noexcept { reader.reading = true; }
    void leave(exchange& reader) noexcept {
        reader.reading = false;
        turn.forget(reader);
    }
    /// Takes events out of the bytes that were read, until an event is for the coroutine `reader`, and
    /// returns that event. Returns `need_more` if more bytes are needed, or if another coroutine must read
    /// first. With a null `reader`, no event is for a coroutine.
    protocol::pipeline::event pull(exchange* reader);
    /// Reads from the stream for the coroutine that reads a body. False if no byte is there, or if another
    /// coroutine must read first: then `wait`.
    bool fill(exchange& reader);
    /// Reads once from the stream. False if no byte is there, or if the connection failed.
    bool read();
    /// The piece of a body that `pull` has found. Valid until the next call of `pull`, `fill` or `read`.
    std::string_view chunk() const noexcept { return on_.pipeline.text(); }

    /// Whether the reply that is due first (a body, or a multi-step command) must be read by its owner, and
    /// `reader` is not that owner. If the owner does not read a body, the body is discarded as soon as a
    /// coroutine, even the owner itself, waits for a later reply. So a command that is awaited inside a
    /// retrieval loop never hangs.
    bool body_of_another(const exchange* reader);
    /// Whether another coroutine than the owner of `to` holds views into the buffer, because it reads the
    /// body that is due first.
    bool is_lent(const exchange& to) const noexcept;

    /// Looks for bytes that the server sent unasked: they must not be taken for the reply to the command
    /// that will be written next. False if that command cannot be written now.
    bool look_before_writing();

    /// Does the same when the stream is ready although no reply is due. Bytes that came stay: with the end
    /// of the stream, they may be the last words of the server.
    void look_while_idle();

    net::turn turn;

  private:
    void complete(exchange& one);
    void write_if_window_opened();
    void fail_at_breach();
    void look_again_soon();
    void read_unasked();

    channel& on_;
    writer& writer_;
};

}  // namespace popline::net
