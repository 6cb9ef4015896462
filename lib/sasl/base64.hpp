// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/secret.hpp>
#include <string_view>

namespace popline::sasl {

/// Encodes the octets in base64 (RFC 4648 section 4). The result is a secret, because the octets mostly are.
secret base64(std::string_view octets);

}  // namespace popline::sasl
