// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "diagnosis.hpp"

namespace tool {

/// What the user, or who runs the server, should know or do: one text for each. Safe for a terminal.
std::vector<std::string> advice_on(const diagnosis& found, std::chrono::sys_seconds now);

}  // namespace tool
