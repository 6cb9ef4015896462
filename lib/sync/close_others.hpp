// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <spawn.h>

namespace popline::syncing {

/// Lets a new process close all descriptors but the first three. Returns 0, or an error number.
/// The libraries that a program uses open descriptors without O_CLOEXEC, too.
int close_others(posix_spawn_file_actions_t& of);

}  // namespace popline::syncing
