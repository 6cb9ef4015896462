// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace popline::testing::detail {

/// The server's side of TLS without I/O: it converts between encrypted bytes and plaintext.
class tls_engine {
  public:
    enum class state { handshaking, open, closed, failed };

    tls_engine();
    tls_engine(tls_engine const&) = delete;
    tls_engine& operator=(tls_engine const&) = delete;

    /// Takes encrypted bytes from the client and appends the plaintext to `clear`.
    state receive(std::string_view wire, std::string& clear);
    /// Encrypts plaintext into output(). Requires established(). Small pieces share a TLS record, up to the
    /// largest record that TLS allows.
    void send(std::span<boost::asio::const_buffer const> clear);
    void send_close_notify();

    bool established() const noexcept { return SSL_is_init_finished(ssl_.get()) != 0; }
    /// The encrypted bytes to send to the client. The caller takes them out.
    std::string& output() noexcept { return output_; }

  private:
    struct memory;

    std::string_view input_;
    std::string output_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

}  // namespace popline::testing::detail
