// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <filesystem>
#include <memory>
#include <optional>
#include <popline/export.hpp>
#include <string>

struct ssl_ctx_st;

namespace popline {

/// The options of a `tls`. Each setter returns a new value.
class POPLINE_EXPORT tls_options {
  public:
    /// Trusts the authorities of this PEM file, or of this folder in the format of `openssl rehash`, and no
    /// others.
    tls_options authorities(std::filesystem::path file_or_folder) const;

    /// Sends this certificate chain, a PEM file, to a server that asks for one.
    tls_options client_certificate(std::filesystem::path chain, std::filesystem::path key) const;

  private:
    friend class tls;
    std::optional<std::filesystem::path> authorities_;  // empty: those of the system
    std::optional<std::filesystem::path> chain_;
    std::filesystem::path key_;
};

/// What TLS connections share: the authorities that they trust, and keys. The object is immutable, cheap to
/// copy, and can be used by any number of sessions in any number of threads. To read the system's
/// authorities takes 55 ms and 0.9 MiB, so make the object once; sessions without one share that of their
/// execution context.
///
/// popline checks the certificate chain and the host name, and uses TLS 1.2 or later (RFC 8997), even if the
/// context allows less. Only `server::certificate` can switch the check off.
class POPLINE_EXPORT tls {
  public:
    /// Trusts the system's authorities, unless the options name others.
    /// Throws `popline::error` if a file cannot be used.
    tls();
    tls(const tls_options& options);

    /// Shares the user's own context, such as a `boost::asio::ssl::context`.
    template <class Context>
    requires requires(Context& context) {
        { context.native_handle() } -> std::same_as<ssl_ctx_st*>;
    }
    explicit tls(Context& context) : tls(context.native_handle()) {}

    explicit tls(ssl_ctx_st* context);

    ssl_ctx_st* native_handle() const noexcept { return context_.get(); }

    friend bool operator==(const tls&, const tls&) = default;

  private:
    std::shared_ptr<ssl_ctx_st> context_;
};

/// What the TLS handshake agreed on. All strings are empty without TLS.
struct tls_facts {
    std::string version;  ///< `TLSv1.3`
    std::string cipher;
    std::string protocol;     ///< the protocol that ALPN chose: `pop3`, or empty
    std::string certificate;  ///< SHA-256 of the server's certificate, in hexadecimal

    friend bool operator==(const tls_facts&, const tls_facts&) = default;
};

}  // namespace popline
