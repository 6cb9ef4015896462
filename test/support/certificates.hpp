// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

namespace popline::test {

enum class issuer { authority, stranger, itself };

/// A certificate as a test wants it. As it stands it is good, and for pop.example.com.
struct certificate_plan {
    std::string common_name = "pop.example.com";
    std::vector<std::string> dns_names = {"pop.example.com"};  ///< octets of any kind
    std::vector<std::string> addresses = {};
    std::string purpose = "serverAuth";
    int days_from = -1;
    int days_to = 1;
    issuer by = issuer::authority;
};

using tls_context = std::shared_ptr<SSL_CTX>;

/// A server's context that shows this certificate. All of a process's come from one authority, or from a
/// stranger.
tls_context make_server(const certificate_plan& plan);
/// The authority's own certificate, in PEM: a client's CA file.
std::string authority_pem();

}  // namespace popline::test
