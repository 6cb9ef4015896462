// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <popline/error.hpp>

#include "net/connection.hpp"
#include "sasl/refusal.hpp"
#include "sasl/ways_in.hpp"

namespace popline {

class eager_listing;

/// One exchange of a login, and its result. The way must outlive it.
struct attempt {
    explicit attempt(const sasl::way& in) noexcept : by(*in.by), step(in.verb), when(in.when) {}

    mechanism& by;
    protocol::verb step;  ///< the newest command of the exchange: AUTH, USER, PASS or APOP
    first_response when;
    eager_listing* ahead = nullptr;  ///< what may be sent with AUTH; null: nothing

    sasl::milestone until = sasl::milestone::named;
    bool was_unasked = false;      ///< the first response was sent with AUTH, and no challenge asked for it
    std::optional<error> refused;  ///< the server's refusal; empty if the session is logged in
    std::exception_ptr fault;      ///< what the mechanism threw in mid-exchange, which was taken back then

    /// Whether the refusal says nothing about the user. Then the login may try the same mechanism with the
    /// first response elsewhere, or another mechanism.
    bool is_about_mechanism() const noexcept;
};

/// Runs the exchange of the mechanism with the server until the server has decided: by AUTH (RFC 5034), or
/// by the mechanism's own commands. `challenges` counts the challenges of the whole login.
///
/// A refusal does not throw, but is stored in `attempt::refused`. All other failures throw. If the mechanism
/// throws in mid-exchange, the exchange is cancelled by `*`, so that the session stays usable, and the
/// exception is in `attempt::fault`, whatever the server says then or does. If the
/// server accepts an exchange that is not complete, or that was cancelled, the session ends. It also ends if
/// the server sends a challenge after LIST was sent with AUTH, since LIST is then taken for the response.
boost::asio::awaitable<void> authenticate(std::shared_ptr<net::connection> connection, attempt& now,
                                          std::size_t& challenges);

}  // namespace popline
