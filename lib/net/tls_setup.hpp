// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/server.hpp>
#include <string>

#include "net/failure.hpp"

struct ssl_st;

namespace popline::net {

/// Sets up an SSL object as the client of this host: what its certificate must say, and what the ClientHello
/// names. Throws `std::bad_alloc`.
failure set_up_client(ssl_st* ssl, const std::string& host, certificate_check check, alpn offer);

/// OpenSSL's words for the oldest failure in its queue; empty if it has none.
std::string openssl_words();

/// Whether a failure in OpenSSL's queue is a lack of memory. Empties the queue.
bool openssl_lacked_memory() noexcept;

/// Why a call of OpenSSL failed during the setup. Throws `std::bad_alloc` if no memory was left.
failure openssl_cannot(const std::string& what);

}  // namespace popline::net
