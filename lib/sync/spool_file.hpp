// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <utility>

#include "sync/spool_calls.hpp"

namespace popline::syncing {

/// A temporary file without a name: only its owner could open it, and it vanishes when it is closed, also if
/// the process is killed. All calls block, and throw `errc::file_failed`.
class spool_file {
  public:
    spool_file() = default;
    /// The calls must outlive the last write.
    spool_file(std::filesystem::path folder, spool_calls& system);
    spool_file(spool_file&& other) noexcept
        : system_(other.system_),
          folder_(std::move(other.folder_)),
          descriptor_(std::exchange(other.descriptor_, -1)),
          bytes_(std::exchange(other.bytes_, 0)) {}
    spool_file& operator=(spool_file&& other) noexcept {
        std::swap(system_, other.system_);
        std::swap(folder_, other.folder_);
        std::swap(descriptor_, other.descriptor_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~spool_file();

    bool is_open() const noexcept { return descriptor_ >= 0; }
    int descriptor() const noexcept { return descriptor_; }
    std::uint64_t bytes() const noexcept { return bytes_; }

    /// Writes all the bytes at the end.
    void write(std::string_view bytes);
    /// Reads bytes, beginning at position `from`. Returns 0 at the end of the file.
    std::size_t read(std::uint64_t from, std::span<char> into) const;

  private:
    spool_calls* system_ = nullptr;
    std::filesystem::path folder_;
    int descriptor_ = -1;
    std::uint64_t bytes_ = 0;
};

}  // namespace popline::syncing
