// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace popline::sasl {

/// Why a server refused an OAuth token (RFC 7628 section 3.2.2).
struct oauth_refusal {
    std::string status;  ///< such as `invalid_token`, or of XOAUTH2 `400`; empty if the server gave none
    std::string words;   ///< all that the server said, for a person
};

/// Reads the JSON of a challenge. What is no such JSON has no status, and its words are the text. The build
/// chooses one of two implementations: without nlohmann_json no JSON is read.
oauth_refusal read_oauth_refusal(std::string_view challenge);

/// Whether a refusal with this status may end with a newer token.
bool is_about_token_alone(std::string_view status) noexcept;

}  // namespace popline::sasl
