// SPDX-License-Identifier: BSL-1.0
#include "net/tls_setup.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <new>
#include <popline/errc.hpp>

#include "net/host.hpp"
#include "net/key_pins.hpp"

namespace popline::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// Makes TLS expect a certificate for an address. The address must be in the certificate as an address, and
/// is not sent as a server name (RFC 6066 section 3). The zone of an IPv6 address has a meaning on this
/// machine only (RFC 4007), so no certificate contains it, and it is left out.
failure expect_address(SSL* ssl, const asio::ip::address& address) {
    const auto bare =
        address.is_v6() ? asio::ip::address_v6(address.to_v6().to_bytes()).to_string() : address.to_string();
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), bare.c_str()) == 1) return {};
    throw std::bad_alloc();  // OpenSSL refuses an address for no other reason
}

/// Makes TLS expect a certificate for a host name. A wildcard may only be the whole left-most label. The
/// common name is never used (RFC 9525).
failure expect_host(SSL* ssl, const std::string& given) {
    const auto host = certificate_name(given);
    auto* const expected = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(
        expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (!not_an_address) return expect_address(ssl, address);
    if (X509_VERIFY_PARAM_set1_host(expected, host.data(), host.size()) != 1)
        return openssl_cannot("expect a certificate for " + host);
    if (SSL_set_tlsext_host_name(ssl, host.c_str()) != 1)
        return openssl_cannot("send the server name " + host);
    return {};
}

/// Sets the protocols that ALPN offers. An empty list removes those of the user's own TLS context.
failure offer_protocols(SSL* ssl, alpn offer) {
    constexpr unsigned char pop3[] = "\4pop3";
    const unsigned size = offer == alpn::pop3 ? sizeof pop3 - 1 : 0;
    if (SSL_set_alpn_protos(ssl, size > 0 ? pop3 : nullptr, size) != 0)
        return openssl_cannot("offer protocols");
    return {};
}

/// The alert of the server that this error stands for; negative if it stands for none.
int alert_in(unsigned long code) {
    return ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) - SSL_AD_REASON_OFFSET : -1;
}

/// Whether servers refuse the certificate of a client, or the lack of one, with this alert.
bool is_about_certificate(int alert) {
    switch (alert) {
        case SSL_AD_BAD_CERTIFICATE:
        case SSL_AD_UNSUPPORTED_CERTIFICATE:
        case SSL_AD_CERTIFICATE_REVOKED:
        case SSL_AD_CERTIFICATE_EXPIRED:
        case SSL_AD_CERTIFICATE_UNKNOWN:
        case SSL_AD_UNKNOWN_CA:
        case SSL_AD_ACCESS_DENIED:
        case SSL_AD_CERTIFICATE_REQUIRED: return true;
        default: return false;
    }
}

}  // namespace

failure set_up_client(ssl_st* ssl, const std::string& host, certificate_check check, alpn offer) {
    if (SSL_get_min_proto_version(ssl) < TLS1_2_VERSION) SSL_set_min_proto_version(ssl, TLS1_2_VERSION);
    const bool checked = check == certificate_check::required;
    SSL_set_verify(ssl, checked ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, SSL_get_verify_callback(ssl));
    if (auto why = expect_host(ssl, host)) return why;
    if (auto why = offer_protocols(ssl, offer)) return why;
    SSL_set_connect_state(ssl);
    return {};
}

std::string certificate_fault(ssl_st* ssl) {
    const auto verified = SSL_get_verify_result(ssl);
    if (verified == X509_V_OK || SSL_get_verify_mode(ssl) == SSL_VERIFY_NONE) return {};
    auto words = unmatched_pin();
    return words.empty() ? X509_verify_cert_error_string(verified) : words;
}

std::string unmet_request(ssl_st* ssl) {
    // A client learns algorithms of the server only from a CertificateRequest.
    const bool was_asked = SSL_get_sigalgs(ssl, -1, nullptr, nullptr, nullptr, nullptr, nullptr) > 0;
    if (!was_asked || SSL_get_certificate(ssl)) return {};
    return "the server wants a client certificate, and none is set";
}

std::string alert_words(ssl_st* ssl) {
    const auto words = openssl_words();
    const int alert = alert_in(ERR_peek_error());
    std::string before;
    if (SSL_get_certificate(ssl)) {
        if (is_about_certificate(alert)) before = "the server refuses the client certificate: ";
    } else if (is_about_certificate(alert) || alert == SSL_AD_HANDSHAKE_FAILURE) {
        before = unmet_request(ssl);
        if (!before.empty()) before += ": ";
    }
    return before + words;
}

std::string openssl_words() {
    const char* const words = ERR_reason_error_string(ERR_peek_error());
    return words ? words : "";
}

bool openssl_lacked_memory() noexcept {
    bool lacked = false;
    while (const auto one = ERR_get_error())
        lacked |= ERR_GET_REASON(one) == ERR_R_MALLOC_FAILURE;
    return lacked;
}

failure openssl_cannot(const std::string& what) {
    const auto why = openssl_words();
    if (openssl_lacked_memory()) throw std::bad_alloc();
    return {errc::handshake_failed, {}, "cannot " + what + (why.empty() ? "" : ": " + why)};
}

}  // namespace popline::net
