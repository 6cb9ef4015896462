// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/server.hpp>
#include <string>

#include "net/failure.hpp"

struct ssl_st;

namespace popline::net {

/// Sets up an SSL object as a client of this host: the name that the certificate must contain, and the names
/// that the ClientHello sends. Throws `std::bad_alloc`.
failure set_up_client(ssl_st* ssl, const std::string& host, certificate_check check, alpn offer);

/// Why the check of the server's certificate ended a handshake; empty if it did not. Call it before OpenSSL's
/// error queue is emptied.
std::string certificate_fault(ssl_st* ssl);

/// Says that the server wants a client certificate and none is set; empty if that is not so.
std::string unmet_request(ssl_st* ssl);

/// The text of the oldest error in OpenSSL's queue. If it is an alert about the client's certificate, or
/// about the lack of one, the text says so.
std::string alert_words(ssl_st* ssl);

/// The text of the oldest error in OpenSSL's queue; empty if the queue is empty.
std::string openssl_words();

/// Whether an error in OpenSSL's queue says that no memory is left. Empties the queue.
bool openssl_lacked_memory() noexcept;

/// Why a call of OpenSSL failed during the setup; `what` says what the call was for. Throws `std::bad_alloc`
/// if no memory was left.
failure openssl_cannot(const std::string& what);

}  // namespace popline::net
