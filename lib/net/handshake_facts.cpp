// SPDX-License-Identifier: BSL-1.0
#include "net/handshake_facts.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <new>
#include <string>

#include "values/hex.hpp"

namespace popline::net {

namespace {

/// The certificate in DER. Throws `std::bad_alloc`.
std::string der_of(const X509* shown) {
    unsigned char* octets = nullptr;
    const int size = i2d_X509(shown, &octets);
    if (size <= 0) throw std::bad_alloc();
    const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owner(
        octets, [](unsigned char* one) { OPENSSL_free(one); });
    return {reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size)};
}

}  // namespace

tls_facts facts_of(ssl_st* ssl) {
    tls_facts known;
    if (!SSL_is_init_finished(ssl)) return known;
    known.version = SSL_get_version(ssl);
    known.cipher = SSL_get_cipher_name(ssl);
    known.resumed = SSL_session_reused(ssl) == 1;
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl, &name, &size);
    known.protocol.assign(reinterpret_cast<const char*>(name), size);
    unsigned char digest[EVP_MAX_MD_SIZE];
    if (const X509* const shown = SSL_get0_peer_certificate(ssl);
        shown && X509_digest(shown, EVP_sha256(), digest, &size))
        for (unsigned at = 0; at < size; ++at)
            values::append_hex(known.certificate, digest[at]);
    const auto* const chain = SSL_get_peer_cert_chain(ssl);
    for (int at = 0; at < sk_X509_num(chain); ++at)
        known.chain.push_back(der_of(sk_X509_value(chain, at)));
    return known;
}

}  // namespace popline::net
