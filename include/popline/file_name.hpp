// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>
#include <string>
#include <string_view>

namespace popline {

/// A unique-id as the name of a file: one path component of at most 200 octets that is safe on every system,
/// whatever the server sent. Different ids give different names, also where names are the same that differ in
/// case only.
///
/// Small letters, digits and `-_.=+,` stand for themselves, all else as `%` and two hexadecimal digits; so do
/// a dot at either end and the first letter of a name that Windows keeps for a device. Too long a name is
/// cut, and ends with `%-` and the SHA-256 of the id. Throws `errc::no_unique_id` for an empty id.
POPLINE_EXPORT std::string file_name(std::string_view unique_id);

}  // namespace popline
