// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/bio.h>

#include <boost/system/error_code.hpp>
#include <memory>
#include <string>

#include "net/byte_stream.hpp"
#include "net/input_buffer.hpp"

namespace popline::net {

/// The ciphertext between OpenSSL and the stream below it, in both directions.
///
/// OpenSSL never reads from the stream itself. It handles records without application data (handshake
/// messages, session tickets, KeyUpdates) within one call for as long as its BIO gives it octets, and a peer
/// can send them without end. So the BIO gives only what `fill` brought, and then says "retry": the caller
/// decides when to read on. What OpenSSL writes is kept here until the stream below takes it, up to a bound.
class tls_wire {
  public:
    /// More than this unsent ciphertext ends the session with `errc::tls_backlog`.
    static constexpr std::size_t most_unsent = 64U << 10;
    /// A read that brought more records without application data than this makes the next read small.
    /// OpenSSL takes 10 us and more for each KeyUpdate of 27 octets, so 64 KiB of them would hold up the
    /// other sessions on the thread. No honest peer sends so many in one go.
    static constexpr unsigned idle_records = 8;
    static constexpr std::size_t small_read = 1U << 10;

    /// The spare buffers outlive it.
    tls_wire(std::unique_ptr<byte_stream> below, spare_buffers& spare) noexcept;

    /// The BIO for one SSL object, which must not outlive this. Throws `std::bad_alloc`.
    BIO* make_bio();

    /// Whether OpenSSL has taken all that was read.
    bool empty() const noexcept { return input_.empty(); }
    /// Reads once from the stream below. Requires `empty()`. Throws `std::bad_alloc`.
    boost::system::error_code fill();
    /// A record brought application data. The number of records without any decides how much the next `fill`
    /// reads.
    void count_data_record() noexcept { ++data_records_; }
    /// Whether the stream below may hold more than the newest `fill` took.
    bool may_hold_more() const noexcept { return may_hold_more_; }
    /// Frees the buffer if it is empty.
    void release() noexcept { input_.release(); }

    bool has_unsent() const noexcept { return !unsent_.empty(); }
    /// Writes the unsent ciphertext. Fails with `would_block` if some of it is left.
    boost::system::error_code flush();
    /// Why OpenSSL could not write; no error if it could.
    boost::system::error_code write_failure() const noexcept { return write_failure_; }

    byte_stream& below() noexcept { return *below_; }

  private:
    static BIO_METHOD* method();
    static int read(BIO* bio, char* into, std::size_t size, std::size_t* taken);
    static int write(BIO* bio, const char* octets, std::size_t size, std::size_t* taken);
    static long control(BIO* bio, int what, long, void*);

    std::unique_ptr<byte_stream> below_;
    input_buffer input_;
    std::size_t most_read_ = input_buffer::first;
    unsigned records_ = 0;       ///< records that began in the bytes of the newest `fill`
    unsigned data_records_ = 0;  ///< those of them with application data
    bool may_hold_more_ = false;
    std::string unsent_;
    boost::system::error_code write_failure_;
};

}  // namespace popline::net
