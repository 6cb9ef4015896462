// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <memory>
#include <popline/server.hpp>
#include <popline/tls.hpp>
#include <string_view>

#include "net/byte_stream.hpp"
#include "net/input_buffer.hpp"
#include "net/opener.hpp"
#include "net/turn.hpp"

namespace popline::net {

class tls_stream;

/// The open byte stream of a connection, and the bytes that were read from it and not yet understood. Nothing
/// here blocks. The channel owns it; the receiver reads by it and the writer writes by it.
class transport {
  public:
    explicit transport(spare_buffers& spare) noexcept : input_(spare) {}

    // Its stream.

    /// How the stream will be protected, before the first `adopt`.
    void configure(security way, spare_buffers& spare) noexcept;
    /// The stream is open. What a step of its opening read too much is read first.
    void adopt(opened&& way);
    /// Gives the stream away, with what was read and not understood. The waits that are under way end.
    opened release();
    bool is_open() const noexcept { return stream_ != nullptr; }
    void close() noexcept;
    /// The execution context ends, and the stream with it.
    void drop() noexcept;
    /// Gives its memory to another session of the context.
    void hand_on() noexcept { input_.hand_on(); }

    // Waiting until it can be read or written.

    void wait(direction way, std::shared_ptr<ready_listener> who);
    void cancel_waits() noexcept { stream_->cancel_waits(); }

    // Reading.

    /// Reads once, at most what the turn leaves. `would_block` if nothing is there.
    std::size_t read(const turn& of, boost::system::error_code& failure);
    std::string_view unread() const noexcept { return input_.unread(); }
    /// `rest` is the end of `unread()` that was not understood yet.
    void keep(std::string_view rest) noexcept { input_.keep(rest); }
    /// Whether the newest read took all that was there. Holds until the running handler ends.
    bool is_drained() const noexcept { return drained_; }
    void end_handler() noexcept { drained_ = false; }
    /// Whether TLS took records without application data, and more may be there.
    bool may_hold_more() const noexcept { return stream_->may_hold_more(); }
    /// Gives back the memory unless something in it is not understood yet.
    void release_memory() noexcept { input_.release(); }
    /// The same, unless the buffer has grown: a busy session keeps it.
    void release_small_memory() noexcept { input_.release_small(); }

    // Writing.

    std::size_t write(std::string_view bytes, boost::system::error_code& failure);
    boost::system::error_code flush() { return stream_->flush(); }
    /// What a write waits for that failed with `would_block`.
    direction blocks_writing() const noexcept { return stream_->blocks_writing(); }
    /// Whether TLS has to write before it can read on, such as the answer to a key update.
    bool must_write_to_read() const noexcept;

    // What is known.

    bool is_tls() const noexcept { return tls_ != nullptr; }
    tls_facts facts() const;
    /// Why TLS failed, in OpenSSL's words. Empty if it did not.
    std::string tls_reason() const;

    struct traffic {
        std::uint64_t received = 0;  ///< bytes, after TLS
        std::uint64_t sent = 0;
        std::uint64_t flights = 0;  ///< waits for a reply after a write
    };
    const traffic& counted() const noexcept { return counted_; }
    /// A wait for bytes begins: a flight, if something was written since the last one.
    void count_flight() noexcept;

  private:
    std::unique_ptr<byte_stream> stream_;
    tls_stream* tls_ = nullptr;  // the same, if it is TLS
    input_buffer input_;
    bool drained_ = false;
    bool wrote_ = false;  // since the last wait for bytes
    traffic counted_;
};

}  // namespace popline::net
