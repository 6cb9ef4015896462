// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace popline::protocol {

/// How a reply ends its lines, as its status line did.
enum class line_ends : std::uint8_t { crlf, bare_lf };

}  // namespace popline::protocol
