// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/mechanism.hpp>
#include <popline/secret.hpp>
#include <popline/token_provider.hpp>
#include <string>
#include <variant>

namespace popline::sasl {
class key_cache;
}

namespace popline::detail {

/// A user and the password.
struct user_and_password {
    std::string user;
    secret password;
    std::shared_ptr<sasl::key_cache> keys = {};  ///< keys of SCRAM; null: they are derived at each login
};

/// A user, and OAuth tokens for it.
struct user_and_tokens {
    std::string user;
    token_provider tokens;
};

/// The server knows the user by the connection. If `act_as` is empty, it acts as that user.
struct known_by_connection {
    std::string act_as;
};

/// No user; the server may log the trace.
struct nobody {
    std::string trace;
};

/// The program brings the mechanism.
struct own_mechanism {
    std::string user;
    mechanism_factory make;
};

/// The means by which a login proves who the user is. To add a kind, add an alternative here, a constructor
/// of `credentials`, and the functions in `sasl/ways_in.cpp` that the compiler then reports as missing.
using proof = std::variant<user_and_password, user_and_tokens, known_by_connection, nobody, own_mechanism>;

}  // namespace popline::detail
