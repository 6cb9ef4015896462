// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

namespace tool {

// Checks of values on the command line. CLI11 has such checks, too. Its texts show its own type names and
// print the limit of a number with up to 300 digits.

CLI::Validator whole_number(std::uint32_t least, std::uint32_t most);
CLI::Validator number_of_seconds();
/// CLI11 would accept -1, and take a number with too many digits for the largest one.
CLI::Validator size_in_bytes();
/// Often an empty value is a shell variable that is not set. It must not count as a missing option.
CLI::Validator not_empty();

/// The value as an error text may show it: cut after 40 characters. A URL may contain a password, so its text
/// is replaced.
std::string shown_value(const std::string& text);

}  // namespace tool
