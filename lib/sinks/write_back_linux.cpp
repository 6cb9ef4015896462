// SPDX-License-Identifier: BSL-1.0
#include <fcntl.h>
#include <unistd.h>

#include "sinks/write_back.hpp"

namespace popline::sinks {

void start_write_back(int file, std::uint64_t from, std::uint64_t octets) noexcept {
    static_cast<void>(
        ::sync_file_range(file, static_cast<off_t>(from), static_cast<off_t>(octets), SYNC_FILE_RANGE_WRITE));
}

int sync_data(int file) noexcept {
    return ::fdatasync(file);
}

}  // namespace popline::sinks
