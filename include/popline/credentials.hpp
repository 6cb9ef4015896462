// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>
#include <popline/secret.hpp>
#include <string>

namespace popline {

/// Who logs in, and how. Each setter returns a new value.
class POPLINE_EXPORT credentials {
  public:
    credentials() = default;
    credentials(std::string user, secret password) : user_(std::move(user)), password_(std::move(password)) {}

    /// Shows the password to whoever listens: without this a session without TLS does not log in, even where
    /// `security::cleartext` was asked for (RFC 8314).
    credentials send_in_clear() const;

    /// Logs in by APOP (RFC 1939 section 7) and in no other way: no password crosses the wire, but whoever
    /// hears the digest can guess at it, so it is never used unasked. Needs a server that greets with a
    /// stamp, and no STLS in between: else `errc::no_mechanism`.
    credentials apop(bool wanted = true) const;

    const std::string& user() const noexcept { return user_; }
    const secret& password() const noexcept { return password_; }
    bool may_be_sent_in_clear() const noexcept { return in_clear_; }
    bool by_apop() const noexcept { return apop_; }

  private:
    std::string user_;
    secret password_;
    bool in_clear_ = false;
    bool apop_ = false;
};

}  // namespace popline
