// SPDX-License-Identifier: BSL-1.0
#include "net/tls_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <new>
#include <popline/errc.hpp>

#include "net/tls_bio.hpp"

namespace popline::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t read_ahead = 64U << 10;

/// RFC 9525: whole left-most labels only as wildcards, and never the common name. An address must stand in
/// the certificate as an address, and is not sent as a server name (RFC 6066 section 3).
bool expect_host(SSL* ssl, const std::string& host) {
    auto* const expected = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(
        expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    if (!not_an_address) return X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1;
    return X509_VERIFY_PARAM_set1_host(expected, host.data(), host.size()) == 1
           && SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

/// What somebody else left there would be taken for ours. To clear a queue that is empty costs as much as to
/// read a status line, and this is done for each record.
void forget_errors() {
    if (ERR_peek_error() != 0) ERR_clear_error();
}

std::string reason() {
    const auto code = ERR_peek_error();
    const char* const words = ERR_reason_error_string(code);
    return words ? words : "";
}

}  // namespace

void tls_stream::free_ssl::operator()(ssl_st* ssl) const noexcept {
    SSL_free(ssl);
}

tls_stream::tls_stream(std::unique_ptr<byte_stream> below, const tls& context, const std::string& host,
                       certificate_check check)
    : below_(std::move(below)) {
    forget_errors();
    ssl_.reset(SSL_new(context.native_handle()));
    if (!ssl_) throw std::bad_alloc();
    SSL* const ssl = ssl_.get();
    auto* const bio = below_bio::make(*this);
    SSL_set_bio(ssl, bio, bio);
    SSL_set_mode(
        ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_set_read_ahead(ssl, 1);
    SSL_set_default_read_buffer_len(ssl, read_ahead);
    SSL_clear_options(ssl, SSL_OP_IGNORE_UNEXPECTED_EOF);
    if (SSL_get_min_proto_version(ssl) < TLS1_2_VERSION) SSL_set_min_proto_version(ssl, TLS1_2_VERSION);

    constexpr unsigned char pop3[] = "\4pop3";
    const bool checked = check == certificate_check::required;
    SSL_set_verify(ssl, checked ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, SSL_get_verify_callback(ssl));
    if (!expect_host(ssl, host) || SSL_set_alpn_protos(ssl, pop3, sizeof pop3 - 1) != 0)
        throw std::bad_alloc();
    SSL_set_connect_state(ssl);
}

tls_stream::~tls_stream() = default;

failure tls_stream::handshake() {
    forget_errors();
    const int returned = SSL_do_handshake(ssl_.get());
    if (const auto unsent = flush(); unsent && unsent != asio::error::would_block)
        return {errc::handshake_failed, {}, {}, unsent};
    if (returned == 1 && held_.empty()) return {};
    if (returned == 1) return {asio::error::would_block};
    return handshake_failure(returned);
}

failure tls_stream::handshake_failure(int returned) {
    const int kind = SSL_get_error(ssl_.get(), returned);
    if (kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE) return {asio::error::would_block};
    const auto verified = SSL_get_verify_result(ssl_.get());
    if (verified != X509_V_OK && SSL_get_verify_mode(ssl_.get()) != SSL_VERIFY_NONE)
        return {errc::certificate_rejected, {}, X509_verify_cert_error_string(verified)};
    return {errc::handshake_failed, {}, reason(), below_failed_};
}

tls_facts tls_stream::facts() const {
    tls_facts known;
    SSL* const ssl = ssl_.get();
    if (!SSL_is_init_finished(ssl)) return known;
    known.version = SSL_get_version(ssl);
    known.cipher = SSL_get_cipher_name(ssl);
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl, &name, &size);
    known.protocol.assign(reinterpret_cast<const char*>(name), size);
    unsigned char digest[EVP_MAX_MD_SIZE];
    if (const X509* const shown = SSL_get0_peer_certificate(ssl);
        shown && X509_digest(shown, EVP_sha256(), digest, &size))
        for (unsigned at = 0; at < size; ++at)
            known.certificate.append(
                {"0123456789abcdef"[digest[at] >> 4], "0123456789abcdef"[digest[at] & 15]});
    return known;
}

std::size_t tls_stream::read_some(std::span<char> into, error_code& failure) {
    failure.clear();
    std::size_t got = 0;
    do {
        forget_errors();
        std::size_t taken = 0;
        const int returned = SSL_read_ex(ssl_.get(), into.data() + got, into.size() - got, &taken);
        if (returned != 1) {
            if (got == 0) failure = failure_of(returned);
            break;  // what failed behind good octets fails again at the next read
        }
        got += taken;
    } while (got < into.size() && SSL_has_pending(ssl_.get()));
    return got;
}

std::size_t tls_stream::write_some(std::string_view octets, error_code& failure) {
    failure = flush();
    if (failure) return 0;
    forget_errors();
    std::size_t taken = 0;
    const int returned = SSL_write_ex(ssl_.get(), octets.data(), octets.size(), &taken);
    if (returned != 1) {
        failure = failure_of(returned);
        return 0;
    }
    const auto unsent = flush();
    if (unsent && unsent != asio::error::would_block) failure = unsent;
    return taken;
}

error_code tls_stream::flush() {
    while (!held_.empty()) {
        error_code failure;
        const auto taken = below_->write_some(held_, failure);
        if (failure) return failure;
        held_.erase(0, taken);
    }
    return below_->flush();
}

void tls_stream::wait(direction way, std::shared_ptr<ready_listener> who) {
    below_->wait(way, std::move(who));
}

void tls_stream::cancel_waits() noexcept {
    below_->cancel_waits();
}

/// One close_notify, and no waiting for the peer's: he may never send it (RFC 8446 section 6.1 allows that).
void tls_stream::close() noexcept {
    if (!std::exchange(closed_, true) && SSL_is_init_finished(ssl_.get())) {
        forget_errors();
        SSL_shutdown(ssl_.get());
        forget_errors();
        flush();
    }
    below_->close();
}

error_code tls_stream::failure_of(int returned) {
    switch (SSL_get_error(ssl_.get(), returned)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE: return asio::error::would_block;
        case SSL_ERROR_ZERO_RETURN: return asio::error::eof;
        case SSL_ERROR_SYSCALL: return below_failed_ ? below_failed_ : error_code(asio::error::eof);
        default: break;
    }
    // The end of the stream without close_notify: whoever waits for a reply must hear of it all the same.
    if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) return asio::error::eof;
    return errc::tls_failed;
}

}  // namespace popline::net
