// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace popline::sinks {

/// Does what `file_system::start_write_back` does.
void start_write_back(int file, std::uint64_t from, std::uint64_t octets) noexcept;

/// Like `fdatasync`. Returns -1 and sets `errno` if it fails.
int sync_data(int file) noexcept;

}  // namespace popline::sinks
