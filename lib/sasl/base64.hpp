// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <popline/secret.hpp>
#include <string>
#include <string_view>

namespace popline::sasl {

/// Encodes without line ends (RFC 4648 section 4). The result is a secret, because it can contain a password.
secret base64(std::string_view octets);

/// Decodes; empty if the text is not base64 with its padding.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace popline::sasl
