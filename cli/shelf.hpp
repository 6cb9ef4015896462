// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <filesystem>

namespace tool {

/// Whether a name is a regular file that is not empty: not a link, whatever it leads to. An empty one may be
/// what a killed run left, so it is no message that anybody has compared.
bool is_message_file(const std::filesystem::path& name);

/// Whether this is such a file, and has the size that LIST named: its octets or, since many servers count
/// each line end as one octet, its octets without one for each line. Reads the file only for the second.
bool has_listed_size(const std::filesystem::path& name, std::uint64_t octets);

}  // namespace tool
