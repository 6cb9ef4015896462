// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/secret.hpp>
#include <string_view>

namespace popline::sasl {

/// The one message of PLAIN (RFC 4616), in base64.
secret plain(std::string_view user, const secret& password);

}  // namespace popline::sasl
