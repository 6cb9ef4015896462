// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "sinks/file_system.hpp"

namespace popline::sinks {

/// Does what `popline::make_folder` does, with the given system calls.
void make_folder(file_system& system, const std::filesystem::path& folder);

}  // namespace popline::sinks
