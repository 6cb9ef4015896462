// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace popline::net {

enum class direction : std::uint8_t { read, write };

/// Hears when a stream that was not ready may be so again.
class ready_listener {
  public:
    /// Called through the stream's executor, never from within `wait`. An error means that the wait is over,
    /// and that reading or writing will say why.
    virtual void on_ready(direction way, boost::system::error_code failure) = 0;

  protected:
    ~ready_listener() = default;
};

/// Octets in and out that never block: a socket, TLS over another stream, a script in a test. Only a wait for
/// readiness is ever under way, so that a wait which nobody wants any more does no harm.
class byte_stream {
  public:
    virtual ~byte_stream() = default;

    /// Takes what is there. Fails with `would_block` if nothing is, with `eof` at the end.
    virtual std::size_t read_some(std::span<char> into, boost::system::error_code& failure) = 0;

    /// Whether a read that did not fill its room has taken all that was there.
    virtual bool gives_all() const noexcept { return false; }

    /// Whether a read that failed with `would_block` had taken octets from below, without one for the caller,
    /// and more of them may be there: `would_block` then does not mean that nothing came.
    virtual bool may_hold_more() const noexcept { return false; }

    /// Takes what fits. Fails with `would_block` if nothing does.
    virtual std::size_t write_some(std::string_view octets, boost::system::error_code& failure) = 0;

    /// What to wait for after a write that failed with `would_block`.
    virtual direction blocks_writing() const noexcept { return direction::write; }

    /// Pushes out what the stream itself still holds of earlier writes; `would_block` if some is left.
    virtual boost::system::error_code flush() = 0;

    /// Tells the listener once when the stream is worth another try; at most one wait in a direction at a
    /// time.
    virtual void wait(direction way, std::shared_ptr<ready_listener> who) = 0;

    /// Ends the waits under way, which are told so; the stream goes on.
    virtual void cancel_waits() noexcept = 0;

    /// Ends the stream; waits under way are told so. Idempotent.
    virtual void close() noexcept = 0;
};

}  // namespace popline::net
