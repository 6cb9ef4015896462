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

/// Is told when a stream may be ready again.
class ready_listener {
  public:
    /// Called through the executor of the stream, never from within `wait`. An error means that the wait has
    /// ended; the next read or write tells why.
    virtual void on_ready(direction way, boost::system::error_code failure) = 0;

  protected:
    ~ready_listener() = default;
};

/// A stream of bytes that never blocks: a socket, TLS over another stream, or a script in a test. A read or
/// a write is never pending, only a wait for readiness is. So a caller can ignore the result of a wait
/// without harm.
class byte_stream {
  public:
    virtual ~byte_stream() = default;

    /// Reads the bytes that are there. Fails with `would_block` if there are none, and with `eof` at the end.
    virtual std::size_t read_some(std::span<char> into, boost::system::error_code& failure) = 0;

    /// Whether a read that did not fill its buffer has taken all bytes that were there.
    virtual bool gives_all() const noexcept { return false; }

    /// Call this after a read that failed with `would_block`. True if that read took bytes from the stream
    /// below, none of them for the caller, and more bytes may be there. Then `would_block` does not mean
    /// that nothing came.
    virtual bool may_hold_more() const noexcept { return false; }

    /// Writes the bytes that fit. Fails with `would_block` if none do.
    virtual std::size_t write_some(std::string_view octets, boost::system::error_code& failure) = 0;

    /// The direction to wait for after a write that failed with `would_block`.
    virtual direction blocks_writing() const noexcept { return direction::write; }

    /// Writes the bytes of earlier writes that the stream itself still holds. Fails with `would_block` if
    /// some of them are left.
    virtual boost::system::error_code flush() = 0;

    /// Tells the listener once, when the stream may be ready. At most one wait per direction is pending.
    virtual void wait(direction way, std::shared_ptr<ready_listener> who) = 0;

    /// Ends the pending waits; their listeners are told. The stream goes on.
    virtual void cancel_waits() noexcept = 0;

    /// Ends the stream and the pending waits; their listeners are told. A second call does nothing.
    virtual void close() noexcept = 0;
};

}  // namespace popline::net
