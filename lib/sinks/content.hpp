// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/export.hpp>
#include <string>
#include <string_view>

#include "sinks/file_system.hpp"

namespace popline::sinks {

/// The bytes of a message: in memory, or in a regular file that this object opens and closes.
class POPLINE_EXPORT content {
  public:
    content(file_system& system, std::string_view in_memory) noexcept
        : system_(system), memory_(in_memory), octets_(in_memory.size()) {}
    /// If the file cannot be opened, `is_open` is false.
    content(file_system& system, const file_system::path& file);
    content(const content&) = delete;
    content& operator=(const content&) = delete;
    ~content();

    bool is_open() const noexcept { return file_ != file_system::none || memory_.data(); }
    std::uint64_t octets() const noexcept { return octets_; }

    /// Whether both contents have the same bytes. False if one of them cannot be read.
    bool is_same_as(content& other);
    /// The SHA-256 digest of the bytes, in hexadecimal. Empty if the bytes cannot be read.
    std::string digest();
    /// Returns after the file is on the disk.
    file_system::error_code sync() { return system_.sync(file_); }

  private:
    std::string_view piece(std::uint64_t from, file_system::error_code& failure);

    file_system& system_;
    std::string_view memory_;
    int file_ = file_system::none;
    std::uint64_t octets_ = 0;
    std::string buffer_;
};

}  // namespace popline::sinks
