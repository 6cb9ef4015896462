// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "support/certificates.hpp"

namespace popline::test {

/// The server's side of TLS for a scripted peer: octets in, octets out, no socket.
class tls_side {
  public:
    explicit tls_side(tls_context context);

    /// What the client wrote, and what of it is clear text.
    std::string hear(std::string_view wire);
    /// Kept until the handshake is over.
    void say(std::string_view clear);
    void say_close_notify();
    /// Records without application data (RFC 8446 section 4.6).
    enum class asks_for_one { no, yes };
    void update_key(asks_for_one answer);
    void say_ticket();
    /// Asks for a renegotiation (TLS 1.2).
    void renegotiate();
    bool renegotiated() const noexcept { return SSL_renegotiate_pending(ssl_.get()) == 0 && established(); }
    /// What is for the client.
    std::string take_output();

    bool established() const noexcept { return SSL_is_init_finished(ssl_.get()) != 0; }
    /// What the client asked for in its hello; empty: no name.
    std::string server_name() const;
    /// Every protocol that its ALPN named.
    const std::string& offered() const noexcept { return offered_; }
    /// From now on it refuses a client whose ALPN does not name this.
    void knows_only(std::string protocol) { known_ = std::move(protocol); }
    SSL* native() const noexcept { return ssl_.get(); }
    bool saw_close_notify() const noexcept {
        return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    }

  private:
    static int choose(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                      unsigned offered_size, void* self);

    tls_context context_;
    std::shared_ptr<SSL> ssl_;
    std::string unsaid_;
    std::string offered_;
    std::string known_;
};

}  // namespace popline::test
