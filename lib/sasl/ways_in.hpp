// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/capabilities.hpp>
#include <popline/mechanism.hpp>
#include <string_view>
#include <vector>

#include "protocol/verb.hpp"
#include "sasl/proof.hpp"
#include "sasl/scram.hpp"
#include "values/channel_binding.hpp"

namespace popline::sasl {

/// What the server, the connection and the user say about the ways to log in.
struct offers {
    const capabilities* announced = nullptr;  ///< null: the server knows no CAPA
    std::string_view stamp = {};              ///< the stamp of the greeting; if empty, APOP is impossible
    std::string_view only = {};               ///< the only mechanism that the user allows; empty: any
    bool is_tls = false;
    std::vector<values::channel_binding> bindings = {};  ///< of the TLS connection, the best one first
    iteration_bounds iterations = {4'096, 1'000'000};
};

/// One way to log in: a mechanism, and the command that carries its first response. The logins of RFC 1939
/// have commands of their own, USER and APOP; their responses are not encoded, and the `+OK` to each command
/// but the last counts as a challenge.
struct way {
    std::unique_ptr<mechanism> by;
    protocol::verb verb = protocol::verb::auth;
    first_response when = first_response::with_auth;  ///< unless the user has decided that
};

/// The ways to log in with this proof, in the order in which they are tried; docs/logins.md shows the table.
/// Without TLS, those that hide the password come first. If the user allows one mechanism only, it is the
/// only way, whether it is announced or not; empty if the proof cannot be used with it. The proof and the
/// stamp must outlive the ways.
/// Throws `errc::invalid_argument` if the user's factory made no mechanism.
std::vector<way> ways_in(const detail::proof& shown, const offers& known);

/// Says why the proof cannot be used for any login; empty if it can. For example, a line end or NUL would be
/// read as the end of a command.
std::string_view why_unfit(const detail::proof& shown) noexcept;

}  // namespace popline::sasl
