// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <concepts>
#include <filesystem>
#include <memory>
#include <optional>
#include <popline/export.hpp>
#include <popline/secret.hpp>
#include <string>
#include <string_view>
#include <vector>

struct ssl_ctx_st;

namespace popline {

/// A version of TLS, as the oldest one that a connection may use.
enum class tls_version { v1_2, v1_3 };

/// Whether a connection may resume the TLS session of an earlier one.
enum class tls_resumption {
    off,
    on,  ///< the tickets that servers send are kept in memory
};

/// What a pinned key means for the other checks of a certificate.
enum class pin_check {
    with_chain,        ///< the chain, the host name and the key must be right
    instead_of_chain,  ///< the key alone must be right: chain, dates and host name are not checked
};

/// The options of a `tls`. Each setter returns a new value.
class POPLINE_EXPORT tls_options {
  public:
    /// Trusts the authorities of this PEM file, or of this folder in the format of `openssl rehash`, and no
    /// others.
    tls_options authorities(std::filesystem::path file_or_folder) const;

    /// Sends this certificate chain, a PEM file, to a server that asks for one. The key must not be
    /// encrypted.
    tls_options client_certificate(std::filesystem::path chain, std::filesystem::path key) const;
    /// The same with a key that this password decrypts.
    tls_options client_certificate(std::filesystem::path chain, std::filesystem::path key,
                                   secret password) const;

    /// Sets the oldest version that is used. Default: TLS 1.2.
    tls_options minimum(tls_version oldest) const;
    /// Sets OpenSSL's security level, which forbids short keys and weak algorithms. Default: that of the
    /// system.
    /// Throws errc::invalid_argument unless the level is 0 to 5.
    tls_options security_level(int level) const;

    /// Refuses a server certificate that a list in this PEM file revokes. May be called several times. A
    /// certificate is also refused if no list is from its issuer, or if that list has expired.
    tls_options revocations(std::filesystem::path file) const;

    /// Accepts a server only if the SHA-256 of its public key (SubjectPublicKeyInfo) is this one, in
    /// hexadecimal or base64; `sha256//` may precede it. May be called several times: one pin must match.
    /// Throws errc::invalid_argument if the text is no SHA-256.
    tls_options pin(std::string_view sha256_of_key) const;
    /// Sets what the pins mean for the other checks. Default: `with_chain`.
    tls_options pins(pin_check meaning) const;

    /// Sets whether connections resume the TLS sessions of earlier connections to the same host and port that
    /// expected the same name. A resumed handshake costs less, but the server can tell that the same client
    /// came again. The certificate is checked again after an hour. Default: `on`, but `off` with a client
    /// certificate, which some servers do not remember in a resumed session.
    tls_options resumption(tls_resumption use) const;

  private:
    friend class tls;
    std::optional<std::filesystem::path> authorities_;  // empty: those of the system
    std::optional<std::filesystem::path> chain_;
    std::filesystem::path key_;
    std::optional<secret> password_;
    tls_version minimum_ = tls_version::v1_2;
    std::optional<int> security_level_;
    std::vector<std::filesystem::path> revocations_;
    std::vector<std::array<unsigned char, 32>> pins_;
    pin_check pin_check_ = pin_check::with_chain;
    std::optional<tls_resumption> resumption_;  // empty: as the client certificate decides
};

/// What TLS connections share: the authorities that they trust, keys, and tickets for resumption. The object
/// is immutable except for the tickets, cheap to copy, and can be used by any number of sessions in any
/// number of threads. To read the system's authorities takes 55 ms and 0.9 MiB, so make the object once;
/// sessions without one share that of their execution context.
///
/// popline checks the certificate chain and the host name, and uses TLS 1.2 or later (RFC 8997), even if the
/// context allows less. Only `server::certificate` can switch all checks off, those of pins too;
/// `pin_check::instead_of_chain` replaces the chain and the host name by a pin.
class POPLINE_EXPORT tls {
  public:
    /// Trusts the system's authorities, unless the options name others.
    /// Throws `popline::error` if a file cannot be used, or if one option makes another useless: pins
    /// instead of the chain need a pin, and leave no use for revocations.
    tls();
    tls(const tls_options& options);

    /// Shares the user's own context, such as a `boost::asio::ssl::context`. With `tls_resumption::on`,
    /// popline sets the context's callback for new sessions, and its mode of caching them. Then do not change
    /// what the context trusts any more: a resumed handshake does not check the certificate again.
    template <class Context>
    requires requires(Context& context) {
        { context.native_handle() } -> std::same_as<ssl_ctx_st*>;
    }
    explicit tls(Context& context, tls_resumption use = tls_resumption::off)
        : tls(context.native_handle(), use) {}

    explicit tls(ssl_ctx_st* context, tls_resumption use = tls_resumption::off);

    ssl_ctx_st* native_handle() const noexcept { return context_.get(); }
    /// Whether connections resume the TLS sessions of earlier ones.
    tls_resumption resumption() const noexcept { return resumption_; }

    friend bool operator==(const tls&, const tls&) = default;

  private:
    std::shared_ptr<ssl_ctx_st> context_;
    tls_resumption resumption_ = tls_resumption::off;
};

/// What the TLS handshake agreed on. All strings are empty without TLS.
struct tls_facts {
    std::string version;  ///< `TLSv1.3`
    std::string cipher;
    std::string protocol;     ///< the protocol that ALPN chose: `pop3`, or empty
    std::string certificate;  ///< SHA-256 of the server's certificate, in hexadecimal
    /// The certificates that the server has sent, in DER, its own first. A resumed session has those of the
    /// handshake that it began with.
    std::vector<std::string> chain;
    bool resumed = false;  ///< whether the session of an earlier connection was resumed

    friend bool operator==(const tls_facts&, const tls_facts&) = default;
};

}  // namespace popline
