// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <filesystem>

namespace tool {

/// Whether the name is a regular file that is not empty. A link does not count, even if it leads to a file.
/// An empty file does not count because a killed run may have left it.
bool is_message_file(const std::filesystem::path& name);

/// Whether the name is such a file and has the size that LIST named. Many servers count each line end as one
/// byte, so the size of the file minus its number of lines is accepted, too. Reads the file for that only.
bool has_listed_size(const std::filesystem::path& name, std::uint64_t bytes);

}  // namespace tool
