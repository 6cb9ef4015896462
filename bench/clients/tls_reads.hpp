// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/ssl.h>

namespace bench {

/// How OpenSSL reads: there is a `drain` that leaves it as it is, a call for the head of each record and one
/// for its body, and a `drain-ahead` that reads as much as there is.
void set_reads(SSL_CTX* of);

}  // namespace bench
