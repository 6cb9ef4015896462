// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string>

#include "diagnosis.hpp"

namespace tool {

/// The diagnosis for a person: a line or more for each thing that was found, then quirks and advice. Safe for
/// a terminal.
std::string diagnosis_text(const diagnosis& found, std::chrono::sys_seconds now);

}  // namespace tool
