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

/// One exchange of a login with the server, and what became of it. The mechanism and the secret outlive it.
struct attempt {
    attempt(sasl::mechanism& with, const secret& never_shown) noexcept : by(with), hidden(never_shown) {}

    sasl::mechanism& by;
    const secret& hidden;  ///< no error may repeat it
    sasl::first_response when = sasl::first_response::with_auth;

    sasl::milestone until = sasl::milestone::named;
    bool was_unasked = false;      ///< the first response left with AUTH, and no challenge asked for it
    std::optional<error> refused;  ///< nothing: the session is logged in

    /// Whether the refusal says nothing about the user, so that another way may be tried.
    bool is_about_mechanism() const noexcept;
};

/// Speaks the mechanism over the connection until the server has decided: by AUTH (RFC 5034), or by commands
/// of its own. `challenges` counts those of the whole login.
///
/// A refusal is no exception, but `attempt::refused`. What else ends the exchange is thrown. If the server
/// accepts an exchange that is not complete, or that was taken back, the session ends.
boost::asio::awaitable<void> authenticate(std::shared_ptr<net::connection> line, attempt& now,
                                          std::size_t& challenges);

}  // namespace popline
