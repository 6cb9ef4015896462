// SPDX-License-Identifier: BSL-1.0
#include "net/tls_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/error.hpp>
#include <popline/errc.hpp>

#include "net/channel_bindings.hpp"
#include "net/tls_setup.hpp"

namespace popline::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// Clears OpenSSL's error queue. Another user of OpenSSL in this thread may have left errors in it, which
/// would be taken for errors of this stream. A queue that is empty is not cleared: that would cost as much
/// per record as to read a status line.
void forget_errors() {
    if (ERR_peek_error() != 0) ERR_clear_error();
}

/// Whether this error means that the peer or the network ended the connection.
bool is_gone(error_code cause) {
    return cause == asio::error::eof || cause == asio::error::connection_reset
           || cause == asio::error::broken_pipe || cause == asio::error::connection_aborted;
}

failure lost_in_handshake(ssl_st* ssl, error_code cause) {
    if (!is_gone(cause)) return {errc::handshake_failed, {}, {}, cause};
    return {errc::handshake_closed, {}, unmet_request(ssl), cause == asio::error::eof ? error_code() : cause};
}

}  // namespace

void tls_stream::free_ssl::operator()(ssl_st* ssl) const noexcept {
    SSL_free(ssl);
}

tls_stream::tls_stream(std::unique_ptr<byte_stream> below, spare_buffers& spare) noexcept
    : wire_(std::move(below), spare) {}

tls_stream::~tls_stream() = default;

failure tls_stream::prepare(const tls& context, const std::string& host, certificate_check check,
                            alpn offer) {
    forget_errors();
    ssl_.reset(SSL_new(context.native_handle()));
    if (!ssl_) return openssl_cannot("begin TLS");
    SSL* const ssl = ssl_.get();
    auto* const bio = wire_.make_bio();
    SSL_set_bio(ssl, bio, bio);
    SSL_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // `tls_wire` reads ahead. If OpenSSL read ahead too, it would move the bytes after each record.
    SSL_set_read_ahead(ssl, 0);
    SSL_clear_options(ssl, SSL_OP_IGNORE_UNEXPECTED_EOF);
    return set_up_client(ssl, host, check, offer);
}

failure tls_stream::handshake() {
    for (bool has_read = false;; has_read = true) {
        forget_errors();
        const int returned = SSL_do_handshake(ssl_.get());
        // Before the flush, in which other code of this thread may use OpenSSL and its error queue.
        if (returned != 1 && !wants_input(returned)) return handshake_failure(returned);
        const auto unsent = wire_.flush();
        const bool waits = unsent == asio::error::would_block;
        if (returned == 1 && unsent && !waits) return lost_in_handshake(ssl_.get(), unsent);
        if (returned == 1) {
            resumption_.end_handshake();
            return {unsent};
        }
        if (waits || has_read) {
            wire_.release();
            return {asio::error::would_block};
        }
        // Read even after a failed write: the server may have sent an alert that says why.
        const auto failure = wire_.fill();
        if (failure && unsent) return lost_in_handshake(ssl_.get(), unsent);
        if (failure == asio::error::would_block) return {failure};
        if (failure) return lost_in_handshake(ssl_.get(), failure);
    }
}

failure tls_stream::handshake_failure(int returned) {
    const auto fault = certificate_fault(ssl_.get());
    alpn_was_refused_ = ERR_GET_REASON(ERR_peek_error()) == SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL;
    break_off(returned);
    wire_.flush();  // sends the alert
    // Check memory first: without memory, OpenSSL may also report a fault in a good certificate.
    if (broken_ == boost::system::errc::not_enough_memory) return out_of_memory();
    if (!fault.empty()) return {errc::certificate_rejected, {}, fault};
    if (broken_ == errc::tls_backlog) return {broken_};
    return {errc::handshake_failed, {}, reason_, wire_.write_failure()};
}

std::vector<values::channel_binding> tls_stream::bindings() const {
    if (!SSL_is_init_finished(ssl_.get())) return {};
    return channel_bindings(ssl_.get());
}

std::size_t tls_stream::read_some(std::span<char> into, error_code& failure) {
    failure = broken_;
    std::size_t got = 0;
    for (bool has_read = false; !broken_ && got < into.size();) {
        if (wire_.empty() && SSL_pending(ssl_.get()) == 0) {
            if (got > 0 || has_read) break;
            failure = wire_.fill();
            if (failure) break;
            has_read = true;
        }
        forget_errors();
        std::size_t taken = 0;
        const int returned = SSL_read_ex(ssl_.get(), into.data() + got, into.size() - got, &taken);
        if (returned == 1) {
            got += taken;
            wire_.count_data_record();
        } else if (!wants_input(returned)) {
            break_off(returned);  // the bytes before the error are good; the next read fails
            failure = got == 0 ? broken_ : error_code();
        }
    }
    answer_key_update();
    if (got == 0 && !failure) failure = broken_ ? broken_ : error_code(asio::error::would_block);
    if (wire_.empty()) release_buffers();
    if (wire_.has_unsent()) wire_.flush();
    return got;
}

std::size_t tls_stream::write_some(std::string_view octets, error_code& failure) {
    failure = flush();
    if (failure) return 0;
    if (!SSL_is_init_finished(ssl_.get())) {
        failure = broken_ ? broken_ : error_code(asio::error::would_block);
        return 0;
    }
    forget_errors();
    std::size_t taken = 0;
    const int returned = SSL_write_ex(ssl_.get(), octets.data(), octets.size(), &taken);
    if (returned != 1) {
        if (!wants_input(returned)) break_off(returned);
        failure = broken_ ? broken_ : error_code(asio::error::would_block);
        return 0;
    }
    const auto unsent = flush();
    if (unsent && unsent != asio::error::would_block) failure = unsent;
    SSL_free_buffers(ssl_.get());
    return taken;
}

/// Sends the answer to a KeyUpdate at once (RFC 8446 section 4.6.3). OpenSSL would wait for the next write,
/// but a session that reads a large message writes nothing.
void tls_stream::answer_key_update() {
    SSL* const ssl = ssl_.get();
    if (broken_ || SSL_get_key_update_type(ssl) == SSL_KEY_UPDATE_NONE) return;
    forget_errors();
    if (SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED) != 1) return ERR_clear_error();
    const int returned = SSL_do_handshake(ssl);
    if (returned != 1 && !wants_input(returned)) break_off(returned);
}

/// During a renegotiation, the client cannot write before the server has answered.
direction tls_stream::blocks_writing() const noexcept {
    return SSL_is_init_finished(ssl_.get()) ? direction::write : wanted();
}

/// Frees OpenSSL's buffers, 17 KiB each, which an idle session does not need. With SSL_MODE_RELEASE_BUFFERS,
/// OpenSSL would free them after each record and allocate them again.
void tls_stream::release_buffers() noexcept {
    wire_.release();
    SSL_free_buffers(ssl_.get());
}

void tls_stream::wait(direction way, std::shared_ptr<ready_listener> who) {
    wire_.below().wait(way, std::move(who));
}

void tls_stream::cancel_waits() noexcept {
    wire_.below().cancel_waits();
}

/// Sends a close_notify if the handshake was finished. Does not wait for the peer's close_notify, which may
/// never come (RFC 8446 section 6.1).
void tls_stream::close() noexcept {
    if (!std::exchange(closed_, true) && ssl_) {
        forget_errors();
        if (SSL_is_init_finished(ssl_.get())) SSL_shutdown(ssl_.get());
        forget_errors();
        wire_.flush();
    }
    wire_.below().close();
}

bool tls_stream::wants_input(int returned) const noexcept {
    return SSL_get_error(ssl_.get(), returned) == SSL_ERROR_WANT_READ;
}

/// Ends TLS because a call of OpenSSL has failed; `returned` is its result.
void tls_stream::break_off(int returned) {
    const int kind = SSL_get_error(ssl_.get(), returned);
    if (kind == SSL_ERROR_ZERO_RETURN) {
        broken_ = asio::error::eof;
        return;
    }
    broken_ = wire_.write_failure() ? wire_.write_failure() : error_code(errc::tls_failed);
    reason_ = alert_words(ssl_.get());
    if (openssl_lacked_memory()) broken_ = out_of_memory().code;
}

}  // namespace popline::net
