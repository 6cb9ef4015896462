// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string>

#include "diagnosis.hpp"

namespace tool {

/// The diagnosis as one JSON object, in ASCII. What was not found out is null.
std::string diagnosis_json(const diagnosis& found, std::chrono::sys_seconds now);

}  // namespace tool
