// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "arguments.hpp"
#include "raw_values.hpp"

namespace tool {

/// All commands with their arguments, options, help texts and examples. The help, the man page and the
/// completions are tested against this parser. It writes into both parameters, which must outlive it.
std::unique_ptr<CLI::App> make_parser(arguments& into, raw_values& raw);

}  // namespace tool
