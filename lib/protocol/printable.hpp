// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace popline::protocol {

/// The text with whatever could steer a terminal or break a log line written as `\xNN`: C0, DEL, C1, a
/// backslash, and octets that are no UTF-8.
std::string printable(std::string_view text);

}  // namespace popline::protocol
