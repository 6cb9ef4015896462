// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>

#include "net/channel.hpp"
#include "net/round_trip.hpp"

namespace popline::net {

/// Writes what the pipeline's window lets through, and measures the round trip that the window is fitted to.
/// The driver owns it; the driver and the receiver call it.
class writer {
  public:
    /// The channel outlives it.
    explicit writer(channel& on) noexcept : on_(on) {}

    /// Writes until nothing is left, or until the stream takes no more; then waits for the stream.
    void write();
    /// Whether a write failed. The connection fails only after all that the server has sent is read: why it
    /// hung up is worth more than that it did.
    const boost::system::error_code& failure() const noexcept { return failure_; }

    // What the write waits for.

    /// Whether TLS cannot write before it has read: the server renegotiates.
    bool waits_for_reading() const noexcept { return waits_for_reading_; }
    /// Whether it waited for that, and need not any more; asked once.
    bool take_wait_for_reading() noexcept { return std::exchange(waits_for_reading_, false); }
    /// The stream was read from.
    void on_read();

    // The round trip.

    /// A write begins while no reply is due.
    void begin_round_trip() noexcept { trip_.begin(on_.around.clock->now()); }
    /// Bytes came. The first after such a write tell how many bytes it takes to keep the link busy.
    void end_round_trip() {
        if (trip_.runs()) fit_window();
    }

  private:
    void wait();
    void stop(boost::system::error_code failure);
    void fit_window();

    channel& on_;
    boost::system::error_code failure_;
    bool waits_for_reading_ = false;
    round_trip trip_;
};

}  // namespace popline::net
