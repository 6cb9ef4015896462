// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/secret.hpp>
#include <string>

namespace tool {

/// The password: the first line of `file` if that is not empty, else POPLINE_PASSWORD, else a line that the
/// user types at the terminal, without echo. A byte order mark before the line and a CR after it are no part
/// of the password. `whose` is shown in the prompt. Throws `std::runtime_error` with a text for the user if
/// there is no password, if it is empty, or if it is longer than 64 KiB.
popline::secret find_password(const std::string& file, const std::string& whose);

/// Reads the password from the first line. `source` names it in an error. Throws as `find_password`.
popline::secret read_password(int from, const std::string& source);

}  // namespace tool
