// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace popline::values {

/// The response code at the head of the words, without brackets: `SYS/TEMP`. Empty if there is none or the
/// bracket is not closed (RFC 2449 section 8).
std::string_view response_code(std::string_view words) noexcept;

}  // namespace popline::values
