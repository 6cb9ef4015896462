// SPDX-License-Identifier: BSL-1.0
#include "sync/close_others.hpp"

namespace popline::syncing {

int close_others(posix_spawn_file_actions_t& of) {
    return ::posix_spawn_file_actions_addclosefrom_np(&of, 3);
}

}  // namespace popline::syncing
