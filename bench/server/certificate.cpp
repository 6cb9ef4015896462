// SPDX-License-Identifier: BSL-1.0
#include "server/certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace bench {
namespace {

void add_extension(X509* to, int name, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, to, to, nullptr, nullptr, 0);
    X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, &context, name, value);
    if (!made || X509_add_ext(to, made, -1) != 1)
        throw std::runtime_error("OpenSSL cannot make the certificate");
    X509_EXTENSION_free(made);
}

X509* sign(EVP_PKEY* key) {
    X509* made = X509_new();
    X509_set_version(made, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
    X509_gmtime_adj(X509_getm_notBefore(made), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made), 24 * 3600);
    const auto* name = reinterpret_cast<const unsigned char*>("localhost");
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_ASC, name, -1, -1, 0);
    X509_set_issuer_name(made, X509_get_subject_name(made));
    X509_set_pubkey(made, key);
    // the second address is that of the server behind link.py
    add_extension(made, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:10.77.0.1");
    add_extension(made, NID_basic_constraints, "critical,CA:TRUE");
    if (X509_sign(made, key, EVP_sha256()) == 0)
        throw std::runtime_error("OpenSSL cannot make the certificate");
    return made;
}

std::string pem_of(X509* certificate) {
    BIO* out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(out, certificate);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out, &text);
    std::string made(text, static_cast<std::size_t>(size));
    BIO_free(out);
    return made;
}

}  // namespace

certificate make_certificate() {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    if (!key) throw std::runtime_error("OpenSSL cannot make a key");
    X509* signed_one = sign(key);
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(context, signed_one);
    SSL_CTX_use_PrivateKey(context, key);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    certificate made{context, pem_of(signed_one)};
    X509_free(signed_one);
    EVP_PKEY_free(key);
    return made;
}

}  // namespace bench
