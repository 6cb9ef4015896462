// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>

namespace popline::sinks {

/// The folder that has a name.
inline std::filesystem::path folder_of(const std::filesystem::path& name) {
    auto found = name.parent_path();
    return found.empty() ? std::filesystem::path(".") : found;
}

}  // namespace popline::sinks
