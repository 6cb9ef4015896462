// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/secret.hpp>
#include <string>
#include <variant>

namespace popline::detail {

/// A user and the password, for PLAIN, USER and PASS, and APOP.
struct user_and_password {
    std::string user;
    secret password;
};

/// The means by which a login proves who the user is. To add a kind, add an alternative here, a constructor
/// of `credentials`, and the functions in `sasl/ways_in.cpp` that the compiler then reports as missing.
using proof = std::variant<user_and_password>;

}  // namespace popline::detail
