// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>

#include <string>
#include <vector>

namespace popline {

/// Whether more lines follow the `+OK` of a command. The last one is a single dot.
enum class reply_shape { single_line, multi_line };

/// The reply to a command that the user wrote.
struct command_reply {
    std::string words;               ///< the text of the status line after `+OK`
    std::vector<std::string> lines;  ///< the lines after the status line, without dot-stuffing
};

}  // namespace popline
