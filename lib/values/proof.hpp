// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/secret.hpp>
#include <string>
#include <variant>

namespace popline::detail {

/// A user and the password: for PLAIN, USER and PASS, APOP.
struct user_and_password {
    std::string user;
    secret password;
};

/// By what a login shows who the user is. A further kind is a further alternative here, a constructor of
/// `credentials`, and the functions in `sasl/ways_in.cpp` that the compiler then misses.
using proof = std::variant<user_and_password>;

}  // namespace popline::detail
