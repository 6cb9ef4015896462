// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace popline::sinks {

/// Makes a name that no other file has: `.popline-` and 32 random digits. Its length does not depend on the
/// file's own name. Empty if OpenSSL has no random bytes.
std::string make_temporary_name();
/// Whether `make_temporary_name` can have made the name.
bool is_temporary_name(std::string_view name) noexcept;

}  // namespace popline::sinks
