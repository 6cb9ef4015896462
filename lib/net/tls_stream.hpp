// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/server.hpp>
#include <popline/tls.hpp>
#include <string>

#include "net/byte_stream.hpp"
#include "net/failure.hpp"

struct ssl_st;
struct bio_st;

namespace popline::net {

/// TLS over another stream, by OpenSSL on a BIO of our own. Only readiness is ever waited for, so a wait that
/// is given up cannot hurt the state of TLS; and what OpenSSL writes is held here until the stream below
/// takes it, so that a write never has to be repeated with the same octets.
class tls_stream final : public byte_stream {
  public:
    /// Throws `std::bad_alloc` if OpenSSL has no memory.
    tls_stream(std::unique_ptr<byte_stream> below, const tls& context, const std::string& host,
               certificate_check check);
    ~tls_stream() override;

    /// One more step; `would_block` until it is done: then wait for `wanted()` and call again.
    failure handshake();
    direction wanted() const noexcept { return held_.empty() ? direction::read : direction::write; }
    tls_facts facts() const;

    std::size_t read_some(std::span<char> into, boost::system::error_code& failure) override;
    std::size_t write_some(std::string_view octets, boost::system::error_code& failure) override;
    boost::system::error_code flush() override;
    void wait(direction way, std::shared_ptr<ready_listener> who) override;
    void cancel_waits() noexcept override;
    void close() noexcept override;

  private:
    friend struct below_bio;  // how OpenSSL reads and writes through this stream

    boost::system::error_code failure_of(int returned);
    failure handshake_failure(int returned);

    std::unique_ptr<byte_stream> below_;
    struct free_ssl {
        void operator()(ssl_st* ssl) const noexcept;
    };
    std::unique_ptr<ssl_st, free_ssl> ssl_;
    std::string held_;                        ///< ciphertext that the stream below has not taken yet
    boost::system::error_code below_failed_;  ///< what the stream below said last
    bool closed_ = false;
};

}  // namespace popline::net
