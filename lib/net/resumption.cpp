// SPDX-License-Identifier: BSL-1.0
#include "net/resumption.hpp"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <memory>
#include <new>
#include <utility>

namespace popline::net {

namespace {

/// The place in an SSL_CTX that owns its tickets.
int place_of_tickets() {
    const auto free = [](void*, void* object, CRYPTO_EX_DATA*, int, long, void*) {
        delete static_cast<ticket_store*>(object);
    };
    static const int only = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free);
    if (only < 0) throw std::bad_alloc();
    return only;
}

/// The place in an SSL that points to its `resumption`.
int place_of_resumption() {
    static const int only = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    if (only < 0) throw std::bad_alloc();
    return only;
}

ticket_store* tickets_of(SSL* ssl) {
    return static_cast<ticket_store*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), place_of_tickets()));
}

/// An anonymous server has no certificate that could be wrong, so the result alone does not say that one was
/// checked.
bool is_verified(SSL* ssl) {
    return (SSL_get_verify_mode(ssl) & SSL_VERIFY_PEER) != 0 && SSL_get_verify_result(ssl) == X509_V_OK
           && SSL_get0_peer_certificate(ssl);
}

}  // namespace

void allow_resumption(ssl_ctx_st* context) {
    if (SSL_CTX_get_ex_data(context, place_of_tickets())) return;
    place_of_resumption();
    auto made = std::make_unique<ticket_store>();
    if (SSL_CTX_set_ex_data(context, place_of_tickets(), made.get()) != 1) throw std::bad_alloc();
    made.release();
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, resumption::on_ticket);
}

void resumption::begin(ssl_st* ssl, std::string server, const moment& now) {
    auto* const tickets = tickets_of(ssl);
    if (!tickets || SSL_get_verify_mode(ssl) == SSL_VERIFY_NONE) return;
    if (SSL_set_ex_data(ssl, place_of_resumption(), this) != 1) throw std::bad_alloc();
    ssl_ = ssl;
    server_ = std::move(server);
    begun_at_ = now;
    offered_ = tickets->take(server_, now);
    if (offered_.session && SSL_set_session(ssl, offered_.session.get()) != 1) offered_ = {};
}

/// A server that chooses a whole handshake makes OpenSSL begin another session.
bool resumption::may_be_at_fault() const noexcept {
    return offered_.session && SSL_get_session(ssl_) == offered_.session.get();
}

void resumption::forbid() {
    tickets_of(ssl_)->forbid(server_, begun_at_);
}

/// Called by OpenSSL for each ticket of TLS 1.3, and after a full handshake of TLS 1.2. The result says that
/// OpenSSL's own reference to the session is not taken.
int resumption::on_ticket(ssl_st* ssl, ssl_session_st* made) {
    auto* const of = static_cast<resumption*>(SSL_get_ex_data(ssl, place_of_resumption()));
    if (of) of->keep(made);
    return 0;
}

/// Catches exceptions, because none may pass through OpenSSL.
void resumption::keep(ssl_session_st* made) noexcept {
    if (!is_verified(ssl_) || SSL_SESSION_is_resumable(made) != 1) return;
    const bool is_resumed = SSL_session_reused(ssl_) == 1;
    const auto verified_at = is_resumed ? offered_.verified_at : begun_at_;
    try {
        SSL_SESSION_up_ref(made);
        const std::shared_ptr<SSL_SESSION> session(made, SSL_SESSION_free);
        tickets_of(ssl_)->keep(server_, {session, verified_at});
    } catch (const std::bad_alloc&) {
        // The next connection makes a full handshake.
    }
}

}  // namespace popline::net
