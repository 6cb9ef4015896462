// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

namespace popline::test {

/// Which key signs a certificate: the trusted authority, an authority that the client does not trust, or its
/// own.
enum class issuer { authority, stranger, itself };

/// What a test certificate contains. The default is a valid certificate for pop.example.com.
struct certificate_plan {
    std::string common_name = "pop.example.com";
    std::vector<std::string> dns_names = {"pop.example.com"};  ///< may contain any bytes, NUL too
    std::vector<std::string> addresses = {};
    std::string purpose = "serverAuth";
    int days_from = -1;  ///< the start of its validity, in days from now
    int days_to = 1;     ///< the end of its validity, in days from now
    issuer by = issuer::authority;
};

using tls_context = std::shared_ptr<SSL_CTX>;

/// Makes a server's TLS context with this certificate. All certificates of a process share one trusted
/// authority and one untrusted authority. Throws `std::runtime_error` if OpenSSL fails.
tls_context make_server(const certificate_plan& plan);
/// The certificate of the trusted authority in PEM, for use as the CA file of a client.
std::string authority_pem();

/// The certificate of a server's context in PEM, for use by a client.
std::string certificate_pem(const tls_context& of);
std::string certificate_der(const tls_context& of);
/// Its key in PEM; encrypted unless the password is empty.
std::string key_pem(const tls_context& of, const std::string& password = {});
/// The SHA-256 of its public key, in hexadecimal.
std::string key_digest(const tls_context& of);
/// A list of revoked certificates of the trusted authority, in PEM. It revokes the certificate of this
/// context, or none if it is null.
std::string revocations_pem(const tls_context& revoked, int days_to = 1);

}  // namespace popline::test
