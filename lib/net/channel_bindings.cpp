// SPDX-License-Identifier: BSL-1.0
#include "net/channel_bindings.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <optional>
#include <string>

namespace popline::net {

namespace {

using values::channel_binding;

std::string text(const unsigned char* octets, std::size_t size) {
    return {reinterpret_cast<const char*>(octets), size};
}

std::optional<channel_binding> exporter(SSL* ssl) {
    constexpr std::string_view label = "EXPORTER-Channel-Binding";
    std::array<unsigned char, 32> made;
    if (SSL_export_keying_material(ssl, made.data(), made.size(), label.data(), label.size(), nullptr, 0, 0)
        != 1)
        return std::nullopt;
    return channel_binding{"tls-exporter", text(made.data(), made.size())};
}

/// The first Finished message of the newest handshake. If the session was resumed, the server sends it.
std::optional<channel_binding> unique(SSL* ssl) {
    if (SSL_get_extms_support(ssl) != 1) return std::nullopt;
    std::array<unsigned char, EVP_MAX_MD_SIZE> made;
    const auto size = SSL_session_reused(ssl) ? SSL_get_peer_finished(ssl, made.data(), made.size())
                                              : SSL_get_finished(ssl, made.data(), made.size());
    if (size == 0 || size > made.size()) return std::nullopt;
    return channel_binding{"tls-unique", text(made.data(), size)};
}

/// The digest of the server's certificate, by the hash of its signature; SHA-256 in place of MD5 and SHA-1.
/// Nothing if the signature names no hash, as that of Ed25519.
std::optional<channel_binding> server_end_point(SSL* ssl) {
    X509* const shown = SSL_get0_peer_certificate(ssl);
    int name = NID_undef;
    if (!shown || X509_get_signature_info(shown, &name, nullptr, nullptr, nullptr) != 1) return std::nullopt;
    if (name == NID_md5 || name == NID_sha1) name = NID_sha256;
    const EVP_MD* const by = EVP_get_digestbynid(name);
    std::array<unsigned char, EVP_MAX_MD_SIZE> made;
    unsigned size = 0;
    if (!by || X509_digest(shown, by, made.data(), &size) != 1) return std::nullopt;
    return channel_binding{"tls-server-end-point", text(made.data(), size)};
}

}  // namespace

std::vector<channel_binding> channel_bindings(SSL* ssl) {
    ERR_clear_error();
    std::vector<channel_binding> all;
    if (auto fresh = SSL_version(ssl) >= TLS1_3_VERSION ? exporter(ssl) : unique(ssl))
        all.push_back(*std::move(fresh));
    if (auto of_server = server_end_point(ssl)) all.push_back(*std::move(of_server));
    ERR_clear_error();
    return all;
}

}  // namespace popline::net
