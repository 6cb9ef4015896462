// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/secret.hpp>
#include <string>

namespace tool {

/// The first line of the file if one is named, else POPLINE_PASSWORD, else what is typed at the terminal,
/// without echo. A mark of UTF-8 before that line and a CR after it are no part of the password. Throws
/// `std::runtime_error`, in words, if there is none, if it is empty, or if it has more than 64 KiB.
popline::secret find_password(const std::string& file, const std::string& whose);

}  // namespace tool
