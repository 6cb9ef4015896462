// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>

namespace popline::sinks {

/// The folder that a file is in. A name without a folder is in the current one.
inline std::filesystem::path folder_of(const std::filesystem::path& name) {
    auto found = name.parent_path();
    return found.empty() ? std::filesystem::path(".") : found;
}

}  // namespace popline::sinks
