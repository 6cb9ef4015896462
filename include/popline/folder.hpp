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

/// Makes a folder for messages, and the folders above it that are missing. All of them are on the disk when
/// this returns: each folder that was made is synced in the folder that it was made in. Folders that were
/// there are synced, too, as far as this process may write to them: an earlier run may have made them and
/// died before it synced them. Call it once before the first message, also if the folder exists; otherwise a
/// power cut can take a new folder away, with all messages in it.
///
/// Throws `errc::file_failed`, with the path that failed in `what()` and the system's code in `error::cause`:
/// ENOTDIR if something else has the name. Blocks: call it on an executor for that, as `file` does.
POPLINE_EXPORT void make_folder(const std::filesystem::path& folder);

/// How long a temporary file must be untouched before `remove_stale_files` takes it away, at least. A file
/// that is being written is touched with each 64 KiB of the message. The slowest server that the default
/// limits allow takes less than an hour for them.
inline constexpr std::chrono::hours stale_age{24};

/// Removes the temporary files that killed runs left in a folder: regular files named `.popline-` and 32
/// digits, as `file` and `blocking_file` name them, that this user owns, and that nobody has written to for
/// `age`. Everything else stays, whatever its name is. Returns how many were removed.
///
/// Throws nothing if the folder is missing or a file cannot be removed; it will be tried again. Blocks.
POPLINE_EXPORT std::size_t remove_stale_files(const std::filesystem::path& folder,
                                              std::chrono::seconds age = stale_age);

}  // namespace popline
