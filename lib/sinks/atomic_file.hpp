// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "sinks/placement.hpp"

namespace popline::sinks {

/// A file that gets its name only after it is complete and on the disk. It is written under a temporary name
/// in the same folder. Unless `confirm` is called after `commit`, the destructor removes the file, as
/// `roll_back` does.
///
/// All members except `fill`, `take_stored` and `confirm` make system calls, which block. A member that
/// fails calls `roll_back`, and throws `errc::file_failed` with the path and the system's code.
class atomic_file {
  public:
    static constexpr std::size_t buffer = std::size_t{64} << 10;

    atomic_file(file_system& system, std::filesystem::path path, existing what_is_there);
    atomic_file(const atomic_file&) = delete;
    atomic_file& operator=(const atomic_file&) = delete;
    ~atomic_file() { roll_back(); }

    /// Copies bytes into the buffer until it is full. Returns the bytes that were not copied.
    std::string_view fill(std::string_view bytes);
    /// Writes the buffer to the file. The first call makes the file.
    void write_out();
    /// Writes the buffer, syncs the file, closes it, gives it its name and syncs the folder, in this order.
    /// So the bytes are on the disk before the file has its name, and the name is on the disk before this
    /// returns. If a file that may be kept has the message already, this syncs that file and its folder
    /// instead.
    void commit();
    /// Returns where the message is stored. Requires that `commit` has returned.
    stored_as take_stored() noexcept { return std::move(stored_); }
    /// Call this when the caller knows that the file is committed. The destructor then leaves the file.
    void confirm() noexcept { state_ = state::nothing; }
    /// Removes the file, unless it is confirmed. With `existing::replace`, a file that already has its name
    /// is not removed, because the older file cannot come back. An older file that was set aside keeps its
    /// new name.
    void roll_back() noexcept;

  private:
    enum class state { nothing, open, closed, named };

    void open();
    void expect(const boost::system::error_code& failure);
    void sync_and_close();
    void commit_beside();
    void accept(content& same, const std::filesystem::path& name);

    file_system& system_;
    std::filesystem::path path_;
    std::filesystem::path temporary_;
    existing what_is_there_;
    state state_ = state::nothing;
    stored_as stored_;
    int file_ = file_system::none;
    std::string buffer_;
    boost::system::error_code failure_;  // the first failure; each later call fails with the same failure
};

}  // namespace popline::sinks
