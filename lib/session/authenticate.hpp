// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <popline/error.hpp>

#include "net/connection.hpp"
#include "sasl/auth_line.hpp"
#include "sasl/mechanism.hpp"
#include "sasl/refusal.hpp"

namespace popline {

/// One exchange of a login, and its result. The mechanism and the secret must outlive it.
struct attempt {
    attempt(sasl::mechanism& with, const secret& never_shown) noexcept : by(with), hidden(never_shown) {}

    sasl::mechanism& by;
    const secret& hidden;  ///< the secret, which no error may repeat
    sasl::first_response when = sasl::first_response::with_auth;

    sasl::milestone until = sasl::milestone::named;
    bool was_unasked = false;      ///< the first response was sent with AUTH, and no challenge asked for it
    std::optional<error> refused;  ///< the server's refusal; empty if the session is logged in

    /// Whether the refusal says nothing about the user. Then the login may try the same mechanism without an
    /// initial response, or another mechanism.
    bool is_about_mechanism() const noexcept;
};

/// Runs the exchange of the mechanism with the server until the server has decided: by AUTH (RFC 5034), or
/// by the mechanism's own commands. `challenges` counts the challenges of the whole login.
///
/// A refusal does not throw, but is stored in `attempt::refused`. All other failures throw. If the server
/// accepts an exchange that is not complete, or that the client cancelled by `*`, the session ends.
boost::asio::awaitable<void> authenticate(std::shared_ptr<net::connection> connection, attempt& now,
                                          std::size_t& challenges);

}  // namespace popline
