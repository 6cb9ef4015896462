// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <popline/export.hpp>
#include <popline/first_response.hpp>
#include <popline/hook.hpp>
#include <popline/secret.hpp>
#include <string>
#include <string_view>

namespace popline {

class error;

/// One way to log in by AUTH (RFC 5034): it turns each challenge of the server into a response. popline has
/// the usual mechanisms; `credentials::by` takes one of the program's own. It knows neither sockets nor
/// lines: popline encodes and decodes base64, keeps the limit of the AUTH line, and sends `*` to cancel.
///
/// One login owns the mechanism, and runs one exchange at a time with it. All functions are called on the
/// executor of the session. If one throws, the exchange is cancelled, and `login` throws the same exception;
/// no other mechanism is tried then.
class POPLINE_EXPORT mechanism {
  public:
    mechanism() = default;
    mechanism(const mechanism&) = delete;
    mechanism& operator=(const mechanism&) = delete;
    virtual ~mechanism();

    /// The name of the mechanism in AUTH (RFC 4422 section 3.1).
    virtual std::string_view name() const noexcept = 0;

    /// Whether someone who reads the connection sees the password or the token itself.
    virtual bool shows_secret() const noexcept = 0;

    /// Whether a complete exchange also proves that the server knows the secret.
    virtual bool verifies_server() const noexcept { return false; }

    /// What no error may repeat, besides the responses. The view is valid until the next call of a function
    /// that is awaited.
    virtual std::string_view hidden() const noexcept { return {}; }

    /// Begins an exchange. Completes with what the client sends before any challenge, or with nothing if the
    /// server sends first. It may be called again for a second exchange.
    virtual boost::asio::awaitable<std::optional<secret>> initial_response() = 0;

    /// Completes with the response to a challenge, which is decoded already; text that is no base64 counts
    /// as an empty challenge. Completes with nothing if the mechanism has no response: the exchange is then
    /// cancelled. An empty response is a response. The challenge outlives the operation.
    virtual boost::asio::awaitable<std::optional<secret>> respond(std::string_view challenge) = 0;

    /// Whether all responses were made and, if the mechanism verifies the server, the server has proved that
    /// it knows the secret. A `+OK` before that is not a login.
    virtual bool is_complete() const noexcept = 0;

    /// Whether another exchange with this mechanism may succeed after this refusal, for example with a new
    /// token. It is asked after each refusal of a response, so it must say no in the
    /// end.
    virtual bool tries_again(const error& refusal) noexcept;

    /// What the mechanism knows of the newest refusal, for `error::detail`; empty if nothing.
    virtual std::string remark() const;
};

/// Makes a mechanism for one login. It must not return null.
using mechanism_factory = hook<std::unique_ptr<mechanism>()>;

}  // namespace popline
