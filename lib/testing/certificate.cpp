// SPDX-License-Identifier: BSL-1.0
#include "testing/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <initializer_list>
#include <new>
#include <utility>

namespace popline::testing::detail {

namespace {

using key_handle = std::shared_ptr<EVP_PKEY>;
using certificate_handle = std::shared_ptr<X509>;

// The OpenSSL calls of this file fail only if memory runs out.
template <typename T>
T* not_null(T* object) {
    if (!object) throw std::bad_alloc();
    return object;
}

void require_success(int result) {
    if (result <= 0) throw std::bad_alloc();
}

key_handle make_key() {
    return {not_null(EVP_EC_gen("P-256")), EVP_PKEY_free};
}

struct extension {
    int name;
    char const* value;
};

certificate_handle make_certificate(char const* subject, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key,
                                    std::initializer_list<extension> extensions) {
    certificate_handle const certificate(not_null(X509_new()), X509_free);
    auto* const x = certificate.get();
    if (!issuer) issuer = x;

    std::uint32_t serial = 0;
    require_success(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial));
    require_success(X509_set_version(x, X509_VERSION_3));
    require_success(ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), serial | 1u));
    not_null(X509_gmtime_adj(X509_getm_notBefore(x), -24L * 3600));
    not_null(X509_gmtime_adj(X509_getm_notAfter(x), 30L * 24 * 3600));
    require_success(X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                                               reinterpret_cast<unsigned char const*>(subject), -1, -1, 0));
    require_success(X509_set_issuer_name(x, X509_get_subject_name(issuer)));
    require_success(X509_set_pubkey(x, key));

    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, x, nullptr, nullptr, 0);
    for (auto const& each : extensions) {
        auto* const made = not_null(X509V3_EXT_conf_nid(nullptr, &context, each.name, each.value));
        auto const result = X509_add_ext(x, made, -1);
        X509_EXTENSION_free(made);
        require_success(result);
    }
    require_success(X509_sign(x, issuer_key, EVP_sha256()));
    return certificate;
}

std::string pem_of(X509* certificate) {
    std::unique_ptr<BIO, decltype(&BIO_free)> const out(not_null(BIO_new(BIO_s_mem())), BIO_free);
    require_success(PEM_write_bio_X509(out.get(), certificate));
    char* text = nullptr;
    auto const size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

identity make_identity() {
    auto const authority_key = make_key();
    auto const authority =
        make_certificate("popline-testing authority", authority_key.get(), nullptr, authority_key.get(),
                         {{NID_basic_constraints, "critical,CA:TRUE"},
                          {NID_key_usage, "critical,keyCertSign,cRLSign"},
                          {NID_subject_key_identifier, "hash"}});
    auto const key = make_key();
    auto const certificate = make_certificate("localhost", key.get(), authority.get(), authority_key.get(),
                                              {{NID_basic_constraints, "critical,CA:FALSE"},
                                               {NID_key_usage, "critical,digitalSignature"},
                                               {NID_ext_key_usage, "serverAuth"},
                                               {NID_subject_key_identifier, "hash"},
                                               {NID_authority_key_identifier, "keyid"},
                                               {NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1"}});

    std::shared_ptr<SSL_CTX> context(not_null(SSL_CTX_new(TLS_server_method())), SSL_CTX_free);
    require_success(SSL_CTX_use_certificate(context.get(), certificate.get()));
    require_success(SSL_CTX_use_PrivateKey(context.get(), key.get()));
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
    // This mode saves 34 KiB per idle session.
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    return {pem_of(authority.get()), std::move(context)};
}

}  // namespace

identity const& identity::of_process() {
    static identity const all = make_identity();
    return all;
}

}  // namespace popline::testing::detail
