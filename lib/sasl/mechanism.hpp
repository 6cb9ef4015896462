// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <popline/secret.hpp>
#include <string_view>

#include "protocol/verb.hpp"

namespace popline::sasl {

/// One way to log in: challenge in, response out. It knows neither sockets nor lines. Base64, the limit of
/// the AUTH line and the cancellation by `*` are the caller's.
///
/// The login owns it, and runs one exchange at a time with it. `initial_response` begins the exchange, also a
/// second time.
class mechanism {
  public:
    mechanism() = default;
    mechanism(const mechanism&) = delete;
    mechanism& operator=(const mechanism&) = delete;
    virtual ~mechanism() = default;

    /// How AUTH names it (RFC 4422 section 3.1). A login by commands of POP3 is named after the first one.
    virtual std::string_view name() const noexcept = 0;

    /// The command that carries the newest response. The two logins of RFC 1939 have commands of their own:
    /// their responses are not encoded, and a `+OK` to all but the last takes the place of a challenge.
    virtual protocol::verb command() const noexcept { return protocol::verb::auth; }

    /// Whether someone who reads the connection gets the password or the token itself.
    virtual bool shows_secret() const noexcept = 0;

    /// Whether a complete exchange proves that the server knows the secret, too.
    virtual bool verifies_server() const noexcept = 0;

    /// Begins an exchange: what the client sends before any challenge. Nothing if the server speaks first.
    /// Throws `errc::no_mechanism` if it cannot be made here.
    virtual std::optional<secret> initial_response() = 0;

    /// The response to a challenge, which is the text after `+` as it came. Nothing if the mechanism has no
    /// response to it: the caller then cancels the exchange. An empty response is one.
    virtual std::optional<secret> answer(std::string_view challenge) = 0;

    /// Whether all responses were made and, if it verifies the server, the server has proved itself. A `+OK`
    /// before that is no login.
    virtual bool is_complete() const noexcept = 0;
};

}  // namespace popline::sasl
