// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/secret.hpp>
#include <string>

#include "secret_source.hpp"

namespace tool {

/// Finds the password. Waits for a command, and for the user. `whose` is shown in the prompt. Throws
/// `std::runtime_error` with a text for the user if there is no password, if it is empty, or if it is longer
/// than 64 KiB. Requires that the source is neither a token command
/// nor a netrc file.
popline::secret find_password(const secret_source& in, const std::string& whose);

/// The first line of the file; `-` is the standard input. A byte order mark before the line and a CR after it
/// are no part of the password. Throws as `find_password`.
popline::secret password_in_file(const std::string& file);

/// The value of POPLINE_PASSWORD. If that is not set, a line that the user types at the terminal, without
/// echo. Throws as `find_password`.
popline::secret password_of_environment_or_user(const std::string& whose);

}  // namespace tool
