// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <initializer_list>
#include <popline/secret.hpp>
#include <string_view>

namespace popline::sasl {

/// Joins the parts of a message. No copy of the text stays in memory but the result.
secret joined(std::initializer_list<std::string_view> parts);

}  // namespace popline::sasl
