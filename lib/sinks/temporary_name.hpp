// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>
#include <string>
#include <string_view>

namespace popline::sinks {

/// Makes a name that no other file has: `.popline-` and 32 random digits. The length does not depend on the
/// final name of the file. Empty if OpenSSL has no random bytes.
POPLINE_EXPORT std::string make_temporary_name();
/// Whether the name has the form that `make_temporary_name` makes.
bool is_temporary_name(std::string_view name) noexcept;

}  // namespace popline::sinks
