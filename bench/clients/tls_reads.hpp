// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/ssl.h>

namespace bench {

/// Says how OpenSSL reads. `drain` leaves the default: one call for the head of each record, and one for its
/// body. `drain-ahead` lets OpenSSL read all that the socket has.
void set_reads(SSL_CTX* of);

}  // namespace bench
