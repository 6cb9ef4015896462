// SPDX-License-Identifier: BSL-1.0
#include "net/tls_side.hpp"

#include <openssl/err.h>

#include <array>
#include <utility>

namespace popline::test {

tls_side::tls_side(tls_context context)
    : context_(std::move(context)), ssl_(SSL_new(context_.get()), SSL_free) {
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(ssl_.get());
    SSL_CTX_set_alpn_select_cb(context_.get(), choose, this);
}

std::string tls_side::hear(std::string_view wire) {
    BIO_write(SSL_get_rbio(ssl_.get()), wire.data(), static_cast<int>(wire.size()));
    ERR_clear_error();
    std::string clear;
    std::array<char, 16384> room;
    for (int got = 0; (got = SSL_read(ssl_.get(), room.data(), room.size())) > 0;)
        clear.append(room.data(), static_cast<std::size_t>(got));
    ERR_clear_error();
    say(std::exchange(unsaid_, {}));
    return clear;
}

void tls_side::say(std::string_view clear) {
    if (clear.empty()) return;
    if (!established()) {
        unsaid_ += clear;
        return;
    }
    ERR_clear_error();
    SSL_write(ssl_.get(), clear.data(), static_cast<int>(clear.size()));
}

void tls_side::say_close_notify() {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
}

void tls_side::update_key(asks_for_one answer) {
    ERR_clear_error();
    SSL_key_update(ssl_.get(),
                   answer == asks_for_one::yes ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED);
    SSL_do_handshake(ssl_.get());
}

void tls_side::say_ticket() {
    ERR_clear_error();
    SSL_new_session_ticket(ssl_.get());
    SSL_do_handshake(ssl_.get());
}

void tls_side::renegotiate() {
    ERR_clear_error();
    SSL_renegotiate(ssl_.get());
    SSL_do_handshake(ssl_.get());
}

std::string tls_side::take_output() {
    char* octets = nullptr;
    const auto size = BIO_get_mem_data(SSL_get_wbio(ssl_.get()), &octets);
    std::string taken(octets, static_cast<std::size_t>(size));
    BIO_reset(SSL_get_wbio(ssl_.get()));
    return taken;
}

std::string tls_side::server_name() const {
    const char* const name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
    return name ? name : "";
}

int tls_side::choose(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                     unsigned offered_size, void* self) {
    auto& side = *static_cast<tls_side*>(self);
    side.offered_.assign(reinterpret_cast<const char*>(offered), offered_size);
    if (!side.known_.empty() && side.offered_.find(side.known_) == std::string::npos)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = offered + 1;
    *size = offered[0];
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace popline::test
