// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/tls.hpp>
#include <string>

#include "net/clock.hpp"
#include "net/ticket_store.hpp"

struct ssl_st;
struct ssl_ctx_st;
struct ssl_session_st;

namespace popline::net {

/// Makes the connections of this context keep tickets, and resume TLS sessions by them. The context owns the
/// tickets. So a ticket is used only where the authorities, revocations, pins and client certificates are
/// those of the handshake that it came from. Throws `std::bad_alloc`.
void allow_resumption(ssl_ctx_st* context);

/// The resumption of one TLS connection. Does nothing if the context does not allow it, or if the connection
/// does not check the certificate of the server.
class resumption {
  public:
    resumption() = default;
    resumption(const resumption&) = delete;
    resumption& operator=(const resumption&) = delete;

    /// Offers a ticket in the hello, if there is one, and keeps those that the server will send. The server
    /// is told apart by host, port and the name that its certificate must contain. The SSL object must not
    /// outlive this object. Call it before the handshake. Throws `std::bad_alloc`.
    void begin(ssl_st* ssl, std::string server, const moment& now);
    /// Call this when the handshake has succeeded. Frees what only the handshake needs.
    void end_handshake() noexcept { offered_.session.reset(); }
    /// Whether the failure of a handshake may be due to the ticket: one was offered, and the server has not
    /// chosen a whole handshake instead. Some servers cannot resume and end the handshake.
    bool may_be_at_fault() const noexcept;
    /// Makes the next connections to this server offer no ticket. Throws `std::bad_alloc`.
    void forbid();

  private:
    static int on_ticket(ssl_st* ssl, ssl_session_st* made);
    friend void allow_resumption(ssl_ctx_st* context);

    void keep(ssl_session_st* made) noexcept;

    ssl_st* ssl_ = nullptr;
    std::string server_;
    moment begun_at_{};
    ticket offered_{};
};

}  // namespace popline::net
