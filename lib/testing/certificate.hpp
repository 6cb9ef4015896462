// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace popline::testing::detail {

/// Who the servers of this process are: an authority and the certificate that it signed for localhost,
/// 127.0.0.1 and
/// ::1, both made at first use and never stored.
struct identity {
    std::string authority_pem;
    std::shared_ptr<SSL_CTX> context;

    static identity const& of_process();
};

}  // namespace popline::testing::detail
