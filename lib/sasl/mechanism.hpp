// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <popline/secret.hpp>
#include <string_view>

#include "protocol/verb.hpp"

namespace popline::sasl {

/// One way to log in: it turns each challenge of the server into a response. It knows neither sockets nor
/// lines. The caller does the base64 encoding, keeps the limit of the AUTH line, and sends `*` to cancel.
///
/// The login owns the mechanism, and runs one exchange at a time with it. `initial_response` begins an
/// exchange; it may be called again for a second exchange.
class mechanism {
  public:
    mechanism() = default;
    mechanism(const mechanism&) = delete;
    mechanism& operator=(const mechanism&) = delete;
    virtual ~mechanism() = default;

    /// The name of the mechanism in AUTH (RFC 4422 section 3.1). A login by commands of POP3 has the name of
    /// its first command.
    virtual std::string_view name() const noexcept = 0;

    /// The command that carries the newest response. The two logins of RFC 1939 have their own commands:
    /// their responses are not encoded, and the `+OK` to each command but the last counts as a challenge.
    virtual protocol::verb command() const noexcept { return protocol::verb::auth; }

    /// Whether someone who reads the connection sees the password or the token itself.
    virtual bool shows_secret() const noexcept = 0;

    /// Whether a complete exchange also proves that the server knows the secret.
    virtual bool verifies_server() const noexcept = 0;

    /// Begins an exchange. Returns what the client sends before any challenge, or nothing if the server
    /// sends first. Throws `errc::no_mechanism` if this mechanism cannot be used here.
    virtual std::optional<secret> initial_response() = 0;

    /// Returns the response to a challenge, which is the text after `+` as it came. Returns nothing if the
    /// mechanism has no response to it: the caller then cancels the exchange. An empty response is a
    /// response.
    virtual std::optional<secret> respond(std::string_view challenge) = 0;

    /// Whether all responses were made and, if the mechanism verifies the server, the server has proved that
    /// it knows the secret. A `+OK` before that is not a login.
    virtual bool is_complete() const noexcept = 0;
};

}  // namespace popline::sasl
