// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace popline::testing::detail {

/// The TLS identity of all servers of this process: a certificate authority, and a server certificate that it
/// signed for localhost, 127.0.0.1 and ::1. Both are made on first use and are never written to disk.
struct identity {
    std::string authority_pem;
    std::shared_ptr<SSL_CTX> context;

    static identity const& of_process();
};

}  // namespace popline::testing::detail
