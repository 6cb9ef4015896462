// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <popline/secret.hpp>
#include <string>
#include <vector>

#include "arguments.hpp"

namespace tool {

/// Where the password of an account is.
struct password_source {
    enum class kind {
        file,         ///< in the first line of a file
        command,      ///< in the first line that a line of the shell prints
        environment,  ///< in a variable of the environment
    };
    kind what = kind::file;
    std::string place;
};

/// An account of `popline watch`.
struct listed_account {
    arguments given;  ///< what the command line of a `sync` of this account would say
    password_source password;
};

/// Reads the accounts from a TOML file. What the file does not say is taken from `defaults`. Throws
/// `std::invalid_argument` with the file, the line, and a text for the user. Without toml++, it throws
/// `std::runtime_error`, with what is missing.
std::vector<listed_account> read_accounts(const std::filesystem::path& file, const arguments& defaults);

/// Finds the password. Waits for the command. Throws `std::runtime_error` with a text for the user.
popline::secret find_password(const password_source& in);

}  // namespace tool
