// SPDX-License-Identifier: BSL-1.0
#include "support/certificates.hpp"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace popline::test {

namespace {

using key = std::shared_ptr<EVP_PKEY>;
using certificate = std::shared_ptr<X509>;

void must(bool done) {
    if (!done) throw std::runtime_error("OpenSSL could not make a test certificate");
}

void add(X509* to, X509* issued_by, int name, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issued_by, to, nullptr, nullptr, 0);
    auto* const made = X509V3_EXT_conf_nid(nullptr, &context, name, value);
    must(made && X509_add_ext(to, made, -1) == 1);
    X509_EXTENSION_free(made);
}

GENERAL_NAME* dns_name(const std::string& bytes) {
    auto* const text = ASN1_IA5STRING_new();
    must(ASN1_STRING_set(text, bytes.data(), static_cast<int>(bytes.size())) == 1);
    auto* const made = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(made, GEN_DNS, text);
    return made;
}

GENERAL_NAME* address_name(const std::string& address) {
    auto* const bytes = a2i_IPADDRESS(address.c_str());
    must(bytes != nullptr);
    auto* const made = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(made, GEN_IPADD, bytes);
    return made;
}

/// Adds the names and addresses. It builds them from parts, because names in OpenSSL's text form end at a
/// NUL.
void add_names(X509* to, const certificate_plan& plan) {
    if (plan.dns_names.empty() && plan.addresses.empty()) return;
    const std::shared_ptr<GENERAL_NAMES> names(GENERAL_NAMES_new(), GENERAL_NAMES_free);
    for (const auto& one : plan.dns_names)
        must(sk_GENERAL_NAME_push(names.get(), dns_name(one)) > 0);
    for (const auto& one : plan.addresses)
        must(sk_GENERAL_NAME_push(names.get(), address_name(one)) > 0);
    must(X509_add1_ext_i2d(to, NID_subject_alt_name, names.get(), 0, 0) == 1);
}

certificate begin(const std::string& common_name, EVP_PKEY* of, int days_from, int days_to) {
    static long serial = 0;
    certificate made(X509_new(), X509_free);
    auto* const x = made.get();
    constexpr long day = 24 * 3600;
    must(X509_set_version(x, X509_VERSION_3) == 1);
    must(ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial) == 1);
    must(X509_gmtime_adj(X509_getm_notBefore(x), days_from * day) != nullptr);
    must(X509_gmtime_adj(X509_getm_notAfter(x), days_to * day) != nullptr);
    const auto* const name = reinterpret_cast<const unsigned char*>(common_name.data());
    must(X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, name,
                                    static_cast<int>(common_name.size()), -1, 0)
         == 1);
    must(X509_set_pubkey(x, of) == 1);
    return made;
}

struct signer {
    explicit signer(const char* name)
        : own_key(EVP_EC_gen("P-256"), EVP_PKEY_free), own(begin(name, own_key.get(), -1, 1)) {
        must(X509_set_issuer_name(own.get(), X509_get_subject_name(own.get())) == 1);
        add(own.get(), own.get(), NID_basic_constraints, "critical,CA:TRUE");
        add(own.get(), own.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
        must(X509_sign(own.get(), own_key.get(), EVP_sha256()) > 0);
    }
    key own_key;
    certificate own;
};

const signer& authority() {
    static const signer one("popline test authority");
    return one;
}

const signer& stranger() {
    static const signer one("popline test stranger");
    return one;
}

using output = std::shared_ptr<BIO>;

std::string text_in(const output& out) {
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace

tls_context make_server(const certificate_plan& plan) {
    const key own_key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const auto own = begin(plan.common_name, own_key.get(), plan.days_from, plan.days_to);
    const auto& other_issuer = plan.by == issuer::stranger ? stranger() : authority();
    auto* const signed_by = plan.by == issuer::itself ? own.get() : other_issuer.own.get();
    auto* const signed_with = plan.by == issuer::itself ? own_key.get() : other_issuer.own_key.get();
    must(X509_set_issuer_name(own.get(), X509_get_subject_name(signed_by)) == 1);
    add(own.get(), signed_by, NID_ext_key_usage, plan.purpose.c_str());
    add_names(own.get(), plan);
    must(X509_sign(own.get(), signed_with, EVP_sha256()) > 0);

    tls_context made(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    must(SSL_CTX_use_certificate(made.get(), own.get()) == 1);
    must(SSL_CTX_use_PrivateKey(made.get(), own_key.get()) == 1);
    return made;
}

std::string authority_pem() {
    const output out(BIO_new(BIO_s_mem()), BIO_free);
    must(PEM_write_bio_X509(out.get(), authority().own.get()) == 1);
    return text_in(out);
}

std::string certificate_pem(const tls_context& of) {
    const output out(BIO_new(BIO_s_mem()), BIO_free);
    must(PEM_write_bio_X509(out.get(), SSL_CTX_get0_certificate(of.get())) == 1);
    return text_in(out);
}

std::string certificate_der(const tls_context& of) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(SSL_CTX_get0_certificate(of.get()), &der);
    must(size > 0);
    std::string made(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return made;
}

std::string key_pem(const tls_context& of, const std::string& password) {
    const output out(BIO_new(BIO_s_mem()), BIO_free);
    const auto* const cipher = password.empty() ? nullptr : EVP_aes_128_cbc();
    must(PEM_write_bio_PKCS8PrivateKey(out.get(), SSL_CTX_get0_privatekey(of.get()), cipher, password.data(),
                                       static_cast<int>(password.size()), nullptr, nullptr)
         == 1);
    return text_in(out);
}

std::string key_digest(const tls_context& of) {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(SSL_CTX_get0_privatekey(of.get()), &der);
    must(size > 0);
    unsigned char digest[32];
    must(EVP_Digest(der, static_cast<std::size_t>(size), digest, nullptr, EVP_sha256(), nullptr) == 1);
    OPENSSL_free(der);
    const std::shared_ptr<char> text(OPENSSL_buf2hexstr(digest, sizeof digest),
                                     [](char* one) { OPENSSL_free(one); });
    std::string made(text.get());
    std::erase(made, ':');
    return made;
}

std::string revocations_pem(const tls_context& revoked, int days_to) {
    const std::shared_ptr<X509_CRL> made(X509_CRL_new(), X509_CRL_free);
    const std::shared_ptr<ASN1_TIME> time(ASN1_TIME_new(), ASN1_TIME_free);
    constexpr long day = 24 * 3600;
    must(X509_CRL_set_version(made.get(), X509_CRL_VERSION_2) == 1);
    must(X509_CRL_set_issuer_name(made.get(), X509_get_subject_name(authority().own.get())) == 1);
    must(X509_gmtime_adj(time.get(), -2 * day) && X509_CRL_set1_lastUpdate(made.get(), time.get()) == 1);
    if (revoked) {
        auto* const one = X509_REVOKED_new();
        auto* const shown = SSL_CTX_get0_certificate(revoked.get());
        must(X509_REVOKED_set_serialNumber(one, X509_get_serialNumber(shown)) == 1);
        must(X509_REVOKED_set_revocationDate(one, time.get()) == 1);
        must(X509_CRL_add0_revoked(made.get(), one) == 1);
    }
    must(X509_gmtime_adj(time.get(), days_to * day) && X509_CRL_set1_nextUpdate(made.get(), time.get()) == 1);
    must(X509_CRL_sign(made.get(), authority().own_key.get(), EVP_sha256()) > 0);
    const output out(BIO_new(BIO_s_mem()), BIO_free);
    must(PEM_write_bio_X509_CRL(out.get(), made.get()) == 1);
    return text_in(out);
}

}  // namespace popline::test
