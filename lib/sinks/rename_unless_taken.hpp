// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "sinks/file_system.hpp"

namespace popline::sinks {

/// Renames a file in one step. Fails with `file_exists` if anything has the new name already, and with
/// another code if the system or the file system has no such call.
file_system::error_code rename_unless_taken(const file_system::path& from, const file_system::path& to);

}  // namespace popline::sinks
