// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace popline::protocol {

/// Overwrites the octets, in a way that no compiler leaves out, and empties the string.
void wipe(std::string& text) noexcept;

}  // namespace popline::protocol
