// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <popline/secret.hpp>
#include <string_view>

#include "protocol/command.hpp"

namespace popline::sasl {

/// Whether the first response leaves with AUTH, or only after the server has asked for it.
enum class first_response { with_auth, when_asked };

struct auth_line {
    protocol::command what;
    bool has_response;
};

/// The AUTH command (RFC 5034 section 4). The response is in it, in base64, if it shall be and if the line
/// then has at most `longest` bytes, CRLF included (RFC 2449 section 4). An empty response is `=`.
auth_line build_auth(std::string_view mechanism, const std::optional<secret>& response, first_response when,
                     std::size_t longest);

}  // namespace popline::sasl
