// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace popline::protocol {

/// How the lines of a reply end. The status line of the reply decides this.
enum class line_ends : std::uint8_t { crlf, bare_lf };

}  // namespace popline::protocol
