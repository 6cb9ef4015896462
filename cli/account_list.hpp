// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <vector>

#include "arguments.hpp"

namespace tool {

/// Reads the accounts of `popline watch` from a TOML file. An account is what the command line of a `sync` of
/// it would say. What the file does not say is taken from `defaults`. Throws `std::invalid_argument` with the
/// file, the line, and a text for the user. Without toml++, it throws `std::runtime_error`, with what is
/// missing.
std::vector<arguments> read_accounts(const std::filesystem::path& file, const arguments& defaults);

}  // namespace tool
