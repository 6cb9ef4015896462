// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <popline/export.hpp>

namespace popline {

namespace sinks {
class file_system;
}

/// Makes a folder for messages, and the missing folders above it. The call blocks, so make it on an executor
/// for blocking work, as `file` does. Call it once before the first message, even if the folder exists.
/// Otherwise a power cut can remove a new folder with all messages in it.
///
/// Completes after all of them are on the disk. For each new folder, the folder above it is synced. This is
/// also done for folders that exist, if this process may write to the folder above: an earlier run may have
/// made them and may have been killed before it synced them.
/// Throws `errc::file_failed`, with the path that failed in `what()` and the system's code in `error::cause`:
/// ENOTDIR if the name belongs to something that is no folder.
POPLINE_EXPORT void make_folder(const std::filesystem::path& folder);

/// If the program gives no other age, `remove_stale_files` removes a temporary file only if it has not
/// changed for this time. A file that is being written changes with each 64 KiB of the message. The slowest
/// server that the default limits allow sends 64 KiB in less than an hour.
inline constexpr std::chrono::hours stale_age{24};

/// Removes the temporary files that killed runs left in a folder: regular files named `.popline-` and 32
/// digits, as `file` and `blocking_file` name them, that this user owns and that have not changed for `age`.
/// All other files stay. Returns how many were removed. Blocks.
///
/// Throws nothing if the folder is missing or a file cannot be removed; the next call tries again.
POPLINE_EXPORT std::size_t remove_stale_files(const std::filesystem::path& folder,
                                              std::chrono::seconds age = stale_age);

}  // namespace popline
