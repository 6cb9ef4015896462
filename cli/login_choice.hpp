// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "secret_source.hpp"

namespace tool {

/// How a command logs in.
struct login_choice {
    secret_source from;     ///< of the password or the token
    std::string mechanism;  ///< the only one that is allowed, in capital letters; empty: the strongest
};

/// Reads the name of a mechanism, in letters of any case. Throws `std::invalid_argument` with a text for the
/// user.
std::string parse_mechanism(std::string_view name);

/// Whether a login by this mechanism needs neither a password nor a token.
bool needs_no_secret(const login_choice& how);

/// Whether a login by this mechanism gives the server the password itself.
bool shows_password(std::string_view mechanism);

/// What hides a login from those who can read the network.
enum class protected_by { tls, nothing };

/// The mechanism that a login tries first if the server announces these. It is a text for the user: `USER`
/// stands for USER and PASS. docs/logins.md shows the order.
std::string expected_mechanism(const login_choice& how, const std::vector<std::string_view>& announced,
                               protected_by channel);

/// What contradicts itself in the choice, for the user; empty if nothing does. The names of options begin
/// with `dashes`: keys in a file have none.
std::string contradiction_in(const login_choice& how, const std::string& dashes);

}  // namespace tool
