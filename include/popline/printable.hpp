// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>
#include <string>
#include <string_view>

namespace popline {

/// Makes text of a server safe for a terminal or a log. Each octet that could control a terminal or break a
/// log line is written as `\xNN`: C0, DEL, C1, a backslash, and octets that are not UTF-8. Text that `error`
/// prints is escaped already. Capabilities, unique-ids and the lines of a trace are not.
POPLINE_EXPORT std::string printable(std::string_view text);

}  // namespace popline
