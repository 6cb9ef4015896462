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
/// OpenSSL never reads from the stream itself. As long as its BIO gives it octets, one call of OpenSSL
/// handles record after record without application data (handshake messages, session tickets, KeyUpdates),
/// and a peer can send them without end. So the BIO gives only the octets that `fill` has read, and then
/// says "retry": the caller decides when to read on. Ciphertext that OpenSSL writes is kept here, up to a
/// bound, until the stream below takes it.
class tls_wire {
  public:
    /// The bound for unsent ciphertext, in bytes. If there is more, the session ends with
    /// `errc::tls_backlog`.
    static constexpr std::size_t most_unsent = 64U << 10;
    /// If a read brought more than this number of records without application data, the next read is small.
    /// OpenSSL takes at least 10 us for each KeyUpdate of 27 octets, so 64 KiB of them would delay the other
    /// sessions on the thread. No honest peer sends so many at once.
    static constexpr unsigned idle_records = 8;
    static constexpr std::size_t small_read = 1U << 10;

    /// The spare buffers must outlive this object.
    tls_wire(std::unique_ptr<byte_stream> below, spare_buffers& spare) noexcept;

    /// Makes the BIO for one SSL object, which must not outlive this object. Throws `std::bad_alloc`.
    BIO* make_bio();

    /// Whether OpenSSL has taken all bytes that were read.
    bool empty() const noexcept { return input_.empty(); }
    /// Reads once from the stream below. Requires `empty()`. Throws `std::bad_alloc`.
    boost::system::error_code fill();
    /// Call this when a record brought application data. The number of records without application data
    /// decides how much the next `fill` reads.
    void count_data_record() noexcept { ++data_records_; }
    /// Whether the stream below may hold more bytes than the newest `fill` took.
    bool may_hold_more() const noexcept { return may_hold_more_; }
    /// Frees the buffer if it is empty.
    void release() noexcept { input_.release(); }

    bool has_unsent() const noexcept { return !unsent_.empty(); }
    /// Writes the unsent ciphertext. Fails with `would_block` if some of it could not be written.
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
    unsigned data_records_ = 0;  ///< how many of `records_` brought application data
    bool may_hold_more_ = false;
    std::string unsent_;
    boost::system::error_code write_failure_;
};

}  // namespace popline::net
