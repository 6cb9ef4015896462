// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <CLI/CLI.hpp>

#include "arguments.hpp"
#include "raw_values.hpp"

namespace tool {

// Options that several commands have. Each function adds one group of them.

void add_help_options(CLI::App& to);
void add_login_options(CLI::App& to, raw_values& raw);
void add_connection_options(CLI::App& to, arguments& into, raw_values& raw);
/// For the commands that reach a single server, so not for `watch`.
void add_server_options(CLI::App& to, arguments& into, raw_values& raw);
void add_output_options(CLI::App& to, arguments& into, raw_values& raw);

}  // namespace tool
