// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>
#include <string>
#include <string_view>

namespace popline {

/// A server's text fit for a terminal or a log: whatever could steer the one or break a line of the other is
/// written as `\xNN`: C0, DEL, C1, a backslash, and octets that are no UTF-8. What `error` prints went
/// through this; capabilities, unique-ids and what a trace tells did not.
POPLINE_EXPORT std::string printable(std::string_view text);

}  // namespace popline
