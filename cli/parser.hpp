// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "arguments.hpp"

namespace tool {

/// The values that `parse` interprets after the whole command line is read.
struct raw_values {
    std::string url;
    std::string help_topic;
    std::string authorities;
    std::string pipelining = "auto";
    std::string target;
    std::string ledger;
    std::string from;
    std::string delete_after;
    std::string every;
    double timeout_seconds = 0;
    bool is_quiet = false;
    bool is_verbose = false;
    bool hides_progress = false;
};

/// All commands with their arguments, options, help texts and examples. The help, the man page and the
/// completions are tested against this parser. It writes into both parameters, which must outlive it.
std::unique_ptr<CLI::App> make_parser(arguments& into, raw_values& raw);

}  // namespace tool
