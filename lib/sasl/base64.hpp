// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/secret.hpp>
#include <string_view>

namespace popline::sasl {

/// The octets in base64 (RFC 4648 section 4), as a secret: what is encoded here mostly is one.
secret base64(std::string_view octets);

}  // namespace popline::sasl
