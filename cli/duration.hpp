// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string_view>

namespace tool {

/// Parses a time such as `90s`, `15m`, `12h`, `14d`, `2w`, or `0`. A number other than 0 needs its unit.
/// Throws `std::invalid_argument` with a text for the user.
std::chrono::seconds parse_duration(std::string_view text);

}  // namespace tool
