// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/server.hpp>
#include <popline/tls.hpp>
#include <string>
#include <utility>
#include <vector>

#include "net/byte_stream.hpp"
#include "net/failure.hpp"
#include "net/handshake_facts.hpp"
#include "net/resumption.hpp"
#include "net/tls_wire.hpp"
#include "values/channel_binding.hpp"

struct ssl_st;

namespace popline::net {

/// TLS over another stream, by OpenSSL and a `tls_wire`. Each call reads at most once from the stream below,
/// and writes what OpenSSL wants to send. Only a wait for readiness is ever pending, so to give up a wait
/// does not harm the state of TLS.
class tls_stream final : public byte_stream {
  public:
    /// `below` is the stream that TLS will protect. The spare buffers must outlive this object.
    tls_stream(std::unique_ptr<byte_stream> below, spare_buffers& spare) noexcept;
    ~tls_stream() override;

    /// Sets up TLS as a client. Throws `std::bad_alloc`.
    failure prepare(const tls& context, const std::string& host, certificate_check check, alpn offer);
    /// Resumes an earlier TLS session with this server, if there is a ticket. Call it after `prepare`. The
    /// text tells servers apart. Throws `std::bad_alloc`.
    void resume(std::string server, const moment& now) {
        resumption_.begin(ssl_.get(), std::move(server), now);
    }
    /// Does one more step of the handshake. If it fails with `would_block`, wait in the direction `wanted()`
    /// and call it again.
    failure handshake();
    direction wanted() const noexcept { return wire_.has_unsent() ? direction::write : direction::read; }
    /// Whether the handshake failed because the server knows none of the protocols that ALPN offered.
    bool alpn_was_refused() const noexcept { return alpn_was_refused_; }
    net::resumption& resumption() noexcept { return resumption_; }
    tls_facts facts() const { return facts_of(ssl_.get()); }
    /// What a login can be bound to; see `channel_bindings`. Empty before the end of the handshake.
    std::vector<values::channel_binding> bindings() const;
    /// Why TLS failed, in the words of OpenSSL or of an alert of the server. Empty if TLS did not fail.
    const std::string& reason() const noexcept { return reason_; }

    std::size_t read_some(std::span<char> into, boost::system::error_code& failure) override;
    bool may_hold_more() const noexcept override { return wire_.may_hold_more(); }
    std::size_t write_some(std::string_view octets, boost::system::error_code& failure) override;
    direction blocks_writing() const noexcept override;
    boost::system::error_code flush() override { return wire_.flush(); }
    void wait(direction way, std::shared_ptr<ready_listener> who) override;
    void cancel_waits() noexcept override;
    void close() noexcept override;

  private:
    bool wants_input(int returned) const noexcept;
    void break_off(int returned);
    void answer_key_update();
    failure handshake_failure(int returned);
    void release_buffers() noexcept;

    tls_wire wire_;               // declared before `ssl_`, whose BIO refers to it
    net::resumption resumption_;  // so does `ssl_`
    struct free_ssl {
        void operator()(ssl_st* ssl) const noexcept;
    };
    std::unique_ptr<ssl_st, free_ssl> ssl_;
    boost::system::error_code broken_;  ///< why no more bytes can be read
    std::string reason_;
    bool alpn_was_refused_ = false;
    bool closed_ = false;
};

}  // namespace popline::net
