// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace popline::values {

/// The response code at the beginning of the words, without brackets: `SYS/TEMP`. Empty if there is none, or
/// if the bracket is not closed (RFC 2449 section 8).
std::string_view response_code(std::string_view words) noexcept;

}  // namespace popline::values
