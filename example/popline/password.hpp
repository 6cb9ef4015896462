// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/secret.hpp>
#include <string>

namespace tool {

/// The first line of the file if one is named, else POPLINE_PASSWORD, else what somebody types at the
/// terminal and nobody sees. Throws `std::runtime_error`, in words, where none of them is to be had.
popline::secret find_password(const std::string& file, const std::string& whose);

}  // namespace tool
