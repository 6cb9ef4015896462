// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <filesystem>
#include <popline/export.hpp>
#include <popline/folder.hpp>
#include <string_view>
#include <vector>

#include "sinks/file_system.hpp"

namespace popline::sinks {

/// Does what `popline::make_folder` does, with the given system calls.
POPLINE_EXPORT void make_folder(file_system& system, const std::filesystem::path& folder);
/// Makes a folder and folders in it. The outer folder is synced once.
POPLINE_EXPORT void make_folder(file_system& system, const std::filesystem::path& folder,
                                const std::vector<std::string_view>& inside);
/// Does what `popline::remove_stale_files` does, with the given system calls.
POPLINE_EXPORT std::size_t remove_stale_files(file_system& system, const std::filesystem::path& folder,
                                              std::chrono::seconds age = stale_age);

}  // namespace popline::sinks
