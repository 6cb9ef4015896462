// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace tool {

/// The help of popline, or of one command: what it does, usage, commands or arguments, options in groups,
/// examples. No line is longer than 80 characters. `name` is what the user types, such as `popline fetch`.
std::string help_text(const CLI::App* of, std::string name, CLI::AppFormatMode mode);

/// Such as `popline top [OPTION...] URL NUMBER [LINES]`.
std::string usage_line(const CLI::App& of, const std::string& name);

}  // namespace tool
