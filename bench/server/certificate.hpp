// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/ssl.h>

#include <string>

namespace bench {

/// A self-signed certificate for localhost and 127.0.0.1, made for this run.
struct certificate {
    SSL_CTX* context;  ///< the server's TLS context; lives as long as the process
    std::string pem;
};
certificate make_certificate();

}  // namespace bench
