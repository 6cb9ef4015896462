// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "sinks/file_system.hpp"

namespace popline::syncing {

/// A file that does not have its final name yet. The destructor closes and removes it, unless `release` was
/// called. After a failed call, no other call makes the file durable: it must be discarded.
///
/// All members make system calls, which block.
class temporary_file {
  public:
    explicit temporary_file(sinks::file_system& system) noexcept : system_(system) {}
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() { discard(); }

    /// Makes the file in a folder, under a temporary name.
    sinks::file_system::error_code create(const std::filesystem::path& folder);
    /// Writes bytes at the end of the file, and starts to bring them to the disk.
    sinks::file_system::error_code write(std::string_view bytes);
    /// Returns after the bytes are on the disk and the file is closed.
    sinks::file_system::error_code sync_and_close();

    bool exists() const noexcept { return !name_.empty(); }
    const std::filesystem::path& name() const noexcept { return name_; }
    std::uint64_t bytes() const noexcept { return bytes_; }
    /// Call this after the file got another name. The destructor then leaves it.
    void release() noexcept { name_.clear(); }
    /// Closes the file and removes it.
    void discard() noexcept;

  private:
    sinks::file_system& system_;
    std::filesystem::path name_;
    int file_ = sinks::file_system::none;
    std::uint64_t bytes_ = 0;
};

}  // namespace popline::syncing
