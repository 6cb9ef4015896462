// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <optional>
#include <popline/export.hpp>
#include <popline/mechanism.hpp>
#include <popline/secret.hpp>
#include <popline/token_provider.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace popline {

namespace detail {
struct credentials_access;
}

/// What a login needs, and which ways to log in are allowed: a user with a password or with OAuth tokens, or
/// another proof. Each setter returns a new value. Copies share one password in memory, which is overwritten
/// when the last copy is destroyed.
///
/// A login by SCRAM derives keys from the password, which takes up to a second of processor time. Copies of
/// one value share the derived keys: keep the value, and later logins with it derive nothing.
class POPLINE_EXPORT credentials {
  public:
    credentials() = default;
    credentials(std::string user, secret password);

    /// Logs in by OAuth: OAUTHBEARER (RFC 7628) or XOAUTH2. `login` asks for a token each time, and once more
    /// if the server refuses it.
    static credentials oauth(std::string user, token_provider tokens);
    /// Logs in as the server knows the connection, usually by the client certificate of TLS (EXTERNAL, RFC
    /// 4422). If a user is given, the login acts as this user.
    static credentials external(std::string act_as = {});
    /// Logs in as nobody (ANONYMOUS, RFC 4505). The trace is for the server's log: an address, or any words.
    static credentials anonymous(std::string trace = {});
    /// Logs in by a mechanism of the program, also if the server does not announce it. The factory makes one
    /// for each login. The user is only for `user()`.
    static credentials by(mechanism_factory make, std::string user = {});

    /// Allows a login that shows the password to everyone who can read the connection. Without this call, a
    /// session without TLS sends no password, even if `security::cleartext` was chosen (RFC 8314).
    credentials send_in_clear() const;

    /// Logs in by this mechanism and in no other way, also if the server does not announce it. It is a name
    /// such as `SCRAM-SHA-256-PLUS`; `USER` stands for USER and PASS, and `APOP` for `apop()`.
    credentials only_by(std::string mechanism) const;

    /// Logs in by APOP (RFC 1939 section 7) and in no other way. The password itself is not sent. But
    /// everyone who reads the digest can try to guess the password, so APOP is used only on request. APOP
    /// requires that the greeting of the server has a stamp and that STLS is not used. Otherwise the login
    /// throws `errc::no_mechanism`.
    credentials apop(bool wanted = true) const;

    /// Sets when the first response is sent. By default it is sent with AUTH, but that of XOAUTH2 when the
    /// server asks for it: some servers close the connection otherwise.
    credentials respond_first(first_response when) const;

    /// The user; empty if the credentials are empty or name none.
    const std::string& user() const noexcept POPLINE_LIFETIMEBOUND;
    /// The password; empty if the credentials have none.
    const secret& password() const noexcept POPLINE_LIFETIMEBOUND;
    bool may_be_sent_in_clear() const noexcept;
    bool by_apop() const noexcept { return only_by() == "APOP"; }
    /// The only mechanism that is allowed, in capital letters; empty if there is no such limit.
    std::string_view only_by() const noexcept POPLINE_LIFETIMEBOUND;
    std::optional<first_response> respond_first() const noexcept;

  private:
    friend struct detail::credentials_access;
    struct parts;

    explicit credentials(std::shared_ptr<const parts> made) noexcept : parts_(std::move(made)) {}
    parts copied() const;

    std::shared_ptr<const parts> parts_;
};

}  // namespace popline
