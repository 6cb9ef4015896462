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

/// Who logs in, and how. This is a user and a password. Each setter returns a new value. Copies
/// share one password in memory; it is overwritten when the last copy is destroyed.
class POPLINE_EXPORT credentials {
  public:
    credentials() = default;
    credentials(std::string user, secret password);

    /// Allows a login that shows the password to everyone who reads the connection. Without this call, a
    /// session without TLS sends no password, also if `security::cleartext` was chosen (RFC 8314).
    credentials send_in_clear() const;

    /// Logs in by APOP (RFC 1939 section 7) and in no other way. No password crosses the connection, but
    /// everyone who reads the digest can guess at the password, so APOP is used only on request. It requires
    /// a server whose greeting has a stamp, and no STLS: else the login throws `errc::no_mechanism`.
    credentials apop(bool wanted = true) const;

    /// Empty if there is none.
    const std::string& user() const noexcept POPLINE_LIFETIMEBOUND;
    /// Empty if there is none.
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
