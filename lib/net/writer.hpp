// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>

#include "net/channel.hpp"
#include "net/round_trip.hpp"

namespace popline::net {

/// Writes the commands that the window of the pipeline allows, and measures the round trip, from which the
/// size of the window follows. The driver owns the writer; the driver and the receiver call it.
class writer {
  public:
    /// The channel outlives it.
    explicit writer(channel& on) noexcept : on_(on) {}

    /// Writes until no byte is left, or until the stream takes no more; then waits for the stream.
    void write();
    /// Why a write failed; no error if none did. The connection fails only after all bytes that the server
    /// has sent are read: they may say why the server closed the connection.
    const boost::system::error_code& failure() const noexcept { return failure_; }

    // What the write waits for.

    /// Whether TLS cannot write before it has read, because the server renegotiates.
    bool waits_for_reading() const noexcept { return waits_for_reading_; }
    /// Whether the writer waited for a read and need not wait any more. The call also clears this.
    bool take_wait_for_reading() noexcept { return std::exchange(waits_for_reading_, false); }
    /// Call this after each read from the stream that did not fail, even if no byte was there.
    void on_read();

    // The round trip.

    /// Call this when a write begins while no reply is due.
    void begin_round_trip() noexcept { trip_.begin(on_.around.clock->now()); }
    /// Call this whenever bytes have come. The first bytes after `begin_round_trip` end the measurement,
    /// which tells how many bytes in flight keep the link busy.
    void end_round_trip() {
        if (trip_.runs()) fit_window();
    }

  private:
    void wait();
    void end_if_unawaited() noexcept;
    void stop(boost::system::error_code failure);
    void fit_window();

    channel& on_;
    boost::system::error_code failure_;
    bool waits_for_reading_ = false;
    round_trip trip_;
};

}  // namespace popline::net
