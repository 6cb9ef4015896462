// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace tool {

/// What is wrong with the command line that the parser refused, and what to type instead. No argument that
/// may be a password is in the text.
std::string explain(const CLI::App& parser, const CLI::ParseError& failure);

/// The same if there is no command of that name.
std::string explain_unknown_command(const CLI::App& parser, const std::string& name);

}  // namespace tool
