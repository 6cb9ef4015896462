// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "sinks/file_system.hpp"

namespace popline::sinks {

/// Gives a file a new name, and never takes that name from something else: fails with `file_exists` if it is
/// taken. Works on every file system that can rename. If it fails, the file still has its old name.
file_system::error_code rename_to_new(file_system& system, const file_system::path& from,
                                      const file_system::path& to);

}  // namespace popline::sinks
