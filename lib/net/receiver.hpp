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
    /// Both outlive it.
    receiver(channel& on, writer& answers) noexcept : on_(on), writer_(answers) {}

    /// The owner of this reply now takes the bytes of its body itself, until it leaves.
    void attend(exchange& reader) noexcept { reader.reading = true; }
    void leave(exchange& reader) noexcept {
        reader.reading = false;
        turn.forget(reader);
    }
    /// Takes events out of what was read already, until one is for the reader: returns that, or `need_more`
    /// if nothing can be done without more bytes, or without another reader. Null reads for no coroutine.
    protocol::pipeline::event pull(exchange* reader);
    /// Reads for the coroutine that takes a body. False if nothing is there, or if another coroutine has to
    /// read first: then `wait`.
    bool fill(exchange& reader);
    /// Reads once. False if nothing is there, or if the connection failed.
    bool read();
    /// What `pull` has found of a body. Valid until the next call of `pull`, `fill` or `read`.
    std::string_view chunk() const noexcept { return on_.pipeline.text(); }

    /// Whether only the owner of the reply that is due first may read on, and it is not this reader. A body
    /// whose owner does not read gives way as soon as a coroutine waits for a later reply: so a command that
    /// is awaited inside the retrieval loop never hangs.
    bool body_of_another(const exchange* reader);
    /// Whether the owner of the reply that is due first holds views into the buffer, and is not this one.
    bool is_lent(const exchange& to) const noexcept;

    /// Looks for bytes that the server sent unasked: they must not be taken for the reply to the command that
    /// is about to be written. False if that command cannot be written now.
    bool look_before_writing();

    net::turn turn;

  private:
    void complete(exchange& one);
    void write_if_window_opened();
    void fail_at_breach();
    void look_again_soon();

    channel& on_;
    writer& writer_;
};

}  // namespace popline::net
