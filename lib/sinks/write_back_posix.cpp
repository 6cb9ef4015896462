// SPDX-License-Identifier: BSL-1.0
#include "sinks/write_back.hpp"

#include <unistd.h>

namespace popline::sinks {

/// Does nothing, because POSIX has no such call. The sync that follows writes the bytes.
void start_write_back(int, std::uint64_t, std::uint64_t) noexcept {}

/// Calls `fsync`: not every system has `fdatasync`, which POSIX lists as an option.
int sync_data(int file) noexcept {
    return ::fsync(file);
}

}  // namespace popline::sinks
