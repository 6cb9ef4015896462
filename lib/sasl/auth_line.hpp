// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <popline/mechanism.hpp>
#include <popline/secret.hpp>
#include <string_view>

#include "protocol/command.hpp"

namespace popline::sasl {

struct auth_line {
    protocol::command what;
    bool has_response;
};

/// Builds the AUTH command (RFC 5034 section 4). It includes the response, in base64, if `when` asks for
/// that and the line then has at most `longest` bytes with its CRLF (RFC 2449 section 4). An empty response
/// is written as `=`.
auth_line build_auth(std::string_view mechanism, const std::optional<secret>& response, first_response when,
                     std::size_t longest);

}  // namespace popline::sasl
