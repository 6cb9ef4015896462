// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/export.hpp>
#include <popline/secret.hpp>
#include <string>
#include <utility>

namespace popline {

namespace detail {
struct credentials_access;
}

/// The user and the password for a login, and which ways to log in are allowed. Each setter returns a new
/// value. Copies share one password in memory, which is overwritten when the last copy is destroyed.
class POPLINE_EXPORT credentials {
  public:
    credentials() = default;
    credentials(std::string user, secret password);

    /// Allows a login that shows the password to everyone who can read the connection. Without this call, a
    /// session without TLS sends no password, even if `security::cleartext` was chosen (RFC 8314).
    credentials send_in_clear() const;

    /// Logs in by APOP (RFC 1939 section 7) and in no other way. The password itself is not sent. But
    /// everyone who reads the digest can try to guess the password, so APOP is used only on request. APOP
    /// requires that the greeting of the server has a stamp and that STLS is not used. Otherwise the login
    /// throws `errc::no_mechanism`.
    credentials apop(bool wanted = true) const;

    /// The user; empty if the credentials are empty.
    const std::string& user() const noexcept POPLINE_LIFETIMEBOUND;
    /// The password; empty if the credentials are empty.
    const secret& password() const noexcept POPLINE_LIFETIMEBOUND;
    bool may_be_sent_in_clear() const noexcept;
    bool by_apop() const noexcept;

  private:
    friend struct detail::credentials_access;
    struct parts;

    explicit credentials(std::shared_ptr<const parts> made) noexcept : parts_(std::move(made)) {}

    std::shared_ptr<const parts> parts_;
};

}  // namespace popline
