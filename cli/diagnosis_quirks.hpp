// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "diagnosis.hpp"

namespace tool {

/// What is not as usual on this server, or what a client must know of it: one line of text for each. Safe for
/// a terminal.
std::vector<std::string> quirks_in(const diagnosis& found);

}  // namespace tool
