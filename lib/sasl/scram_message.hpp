// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popline::sasl {

// The messages of SCRAM (RFC 5802 section 7). A reader returns nothing for a message that breaks the grammar.

/// The user as it is written in a message: without `,` and `=`.
std::string escaped_user(std::string_view user);

/// The first message of the server. The nonce refers to the message.
struct server_first {
    std::string_view nonce;
    std::string salt;
    std::uint32_t iterations;  ///< the largest value stands for all larger ones
};
std::optional<server_first> read_server_first(std::string_view message);

/// The last message of the server: its signature, or an error. The error refers to the message.
struct server_final {
    std::string signature;
    std::string_view error;  ///< empty if there is a signature
};
std::optional<server_final> read_server_final(std::string_view message);

}  // namespace popline::sasl
