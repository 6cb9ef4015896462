// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "sinks/file_system.hpp"

namespace popline::sinks {

/// Gives a file another name in one step. Fails with `file_exists` if something has that name, and with
/// another code if the system or the file system cannot do this.
file_system::error_code rename_unless_taken(const file_system::path& from, const file_system::path& to);

}  // namespace popline::sinks
