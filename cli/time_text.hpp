// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string>

namespace tool {

/// Such as `0.42 ms`, `23 ms` or `1.5 s`.
std::string time_text(std::chrono::microseconds time);

/// The day in UTC, such as `2026-11-30`.
std::string day_text(std::chrono::sys_seconds when);

}  // namespace tool
