// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>
#include "sinks/file_system.hpp"

namespace popline::sinks {

/// Gives a file a new name. Fails with `file_exists` if anything has that name already, and never replaces
/// it. Works on each file system that can rename files. If it fails, the file keeps its old name.
POPLINE_EXPORT file_system::error_code rename_to_new(file_system& system, const file_system::path& from,
                                                     const file_system::path& to);

}  // namespace popline::sinks
