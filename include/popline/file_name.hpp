// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>
#include <string>
#include <string_view>

namespace popline {

/// Makes a file name from a unique-id: one path component of at most 200 bytes that is safe on each system,
/// for any text that a server may send. Different ids give different names, also on file systems that ignore
/// case.
///
/// Small letters, digits and `-_.=+,` are kept. All other bytes are written as `%` and two hexadecimal
/// digits; so are a dot at either end, and the first letter of a name that Windows takes for a device. A name
/// that is too long is cut, and ends with `%-` and the SHA-256 of the id.
///
/// Throws `errc::no_unique_id` for an empty id, `std::bad_alloc`.
POPLINE_EXPORT std::string file_name(std::string_view unique_id);

}  // namespace popline
