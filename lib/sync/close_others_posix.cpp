// SPDX-License-Identifier: BSL-1.0
#include <fcntl.h>
#include <unistd.h>

#include "sync/close_others.hpp"

namespace popline::syncing {

namespace {
constexpr int most_descriptors = 65'536;
}

/// Closes the descriptors that are open now and stay open in a new process. A descriptor that another thread
/// opens before the process starts is not among them.
int close_others(posix_spawn_file_actions_t& of) {
    const long limit = ::sysconf(_SC_OPEN_MAX);
    const int end = limit < 0 || limit > most_descriptors ? most_descriptors : static_cast<int>(limit);
    for (int descriptor = 3; descriptor < end; ++descriptor) {
        const int flags = ::fcntl(descriptor, F_GETFD);
        if (flags < 0 || (flags & FD_CLOEXEC) != 0) continue;
        if (const int failure = ::posix_spawn_file_actions_addclose(&of, descriptor)) return failure;
    }
    return 0;
}

}  // namespace popline::syncing
