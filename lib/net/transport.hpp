// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <memory>
#include <popline/server.hpp>
#include <popline/tls.hpp>
#include <string_view>
#include <vector>

#include "net/byte_stream.hpp"
#include "net/input_buffer.hpp"
#include "net/opener.hpp"
#include "net/turn.hpp"
#include "values/channel_binding.hpp"

namespace popline::net {

class tls_stream;

/// The open byte stream of a connection, and the bytes that were read from it and not parsed yet. No
/// function here blocks. The channel owns the transport; the receiver reads from it and the writer writes to
/// it.
class transport {
  public:
    explicit transport(spare_buffers& spare) noexcept : input_(spare) {}

    // The stream.

    /// Sets how the stream will be protected. Call this before the first `adopt`.
    void configure(security way, spare_buffers& spare) noexcept;
    /// Takes over an open stream. `unread` then begins with the bytes that the last step of opening read but
    /// did not use.
    void adopt(opened&& way);
    /// Gives up the stream, together with the bytes that were read and not parsed. Pending waits end.
    opened release();
    bool is_open() const noexcept { return stream_ != nullptr; }
    void close() noexcept;
    /// Call this when the execution context ends, because the stream ends with it.
    void drop() noexcept;
    /// Gives the memory of the buffer to another session of the context.
    void hand_on() noexcept { input_.hand_on(); }

    // Waiting for the stream.

    void wait(direction way, std::shared_ptr<ready_listener> who);
    void cancel_waits() noexcept { stream_->cancel_waits(); }

    // Reading.

    /// Reads once, at most as many bytes as the turn still allows. Fails with `would_block` if no byte is
    /// there.
    std::size_t read(const turn& of, boost::system::error_code& failure);
    std::string_view unread() const noexcept { return input_.unread(); }
    /// Keeps only the last bytes of `unread()`: those in `rest`, which are not parsed yet.
    void keep(std::string_view rest) noexcept { input_.keep(rest); }
    /// Whether the newest read took all bytes that were there. Valid until the running handler ends.
    bool is_drained() const noexcept { return drained_; }
    void end_handler() noexcept { drained_ = false; }
    /// Whether TLS took records without application data, so that more bytes may be there.
    bool may_hold_more() const noexcept { return stream_->may_hold_more(); }
    /// Gives the buffer to another session, unless it holds bytes that are not parsed yet.
    void release_memory() noexcept { input_.release(); }
    /// Gives the buffer to another session, unless it holds bytes that are not parsed yet or has grown: a
    /// busy session keeps a large buffer.
    void release_small_memory() noexcept { input_.release_small(); }

    // Writing.

    std::size_t write(std::string_view bytes, boost::system::error_code& failure);
    boost::system::error_code flush() { return stream_->flush(); }
    /// The direction to wait for after a write that failed with `would_block`.
    direction blocks_writing() const noexcept { return stream_->blocks_writing(); }
    /// Whether TLS must write before it can read on, for example the answer to a KeyUpdate.
    bool must_write_to_read() const noexcept;

    // What is known.

    bool is_tls() const noexcept { return tls_ != nullptr; }
    tls_facts facts() const;
    /// What a login can be bound to; empty without TLS.
    std::vector<values::channel_binding> bindings() const;
    /// Why TLS failed, in OpenSSL's words. Empty if TLS did not fail.
    std::string tls_reason() const;

    struct traffic {
        std::uint64_t received = 0;  ///< bytes received, counted after TLS decrypted them
        std::uint64_t sent = 0;
        std::uint64_t flights = 0;  ///< number of waits for a reply after a write
    };
    const traffic& counted() const noexcept { return counted_; }
    /// Call this when a wait for bytes begins. It counts a flight if bytes were written since the last wait.
    void count_flight() noexcept;

  private:
    std::unique_ptr<byte_stream> stream_;
    tls_stream* tls_ = nullptr;  // points to the same stream if it is TLS; else null
    input_buffer input_;
    bool drained_ = false;
    bool wrote_ = false;  // bytes were written since the last wait for bytes
    traffic counted_;
};

}  // namespace popline::net
