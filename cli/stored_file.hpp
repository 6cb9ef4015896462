// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace tool {

/// Whether the name is a regular file that is not empty, and has the size that LIST named. A link does not
/// count, even if it leads to a file. An empty file does not count because a killed run may have left it.
/// Many servers count each line end as one byte, so the size of the file minus its number of lines is
/// accepted, too. Reads the file for that only.
bool has_listed_size(const std::filesystem::path& name, std::uint64_t bytes);

/// Whether the name is a regular file that begins with these bytes.
bool begins_with(const std::filesystem::path& name, std::string_view bytes);

}  // namespace tool
