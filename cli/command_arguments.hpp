// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <CLI/CLI.hpp>

#include "arguments.hpp"
#include "raw_values.hpp"

namespace tool {

// The arguments of each command, and the options that no other command has.

void add_top_arguments(CLI::App& to, arguments& into);
void add_fetch_arguments(CLI::App& to, arguments& into);
void add_sync_arguments(CLI::App& to, arguments& into, raw_values& raw);
void add_watch_arguments(CLI::App& to, arguments& into, raw_values& raw);
void add_import_arguments(CLI::App& to, arguments& into, raw_values& raw);
void add_remove_arguments(CLI::App& to, arguments& into);

}  // namespace tool
