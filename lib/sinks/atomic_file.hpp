// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "sinks/placement.hpp"

namespace popline::sinks {

/// A file that has its name only once it is whole and on the disk. It is written under a temporary name in
/// the same folder, and leaves nothing behind unless it was committed and kept.
///
/// All but `keep` and `is_final` block. What fails throws `errc::file_failed`, with the path and the system's
/// code, and has taken back what it did.
class atomic_file {
  public:
    static constexpr std::size_t buffer = std::size_t{64} << 10;

    atomic_file(file_system& system, std::filesystem::path path, existing what_is_there);
    atomic_file(const atomic_file&) = delete;
    atomic_file& operator=(const atomic_file&) = delete;
    ~atomic_file() { roll_back(); }

    /// Takes what the buffer has room for, and gives back the rest.
    std::string_view keep(std::string_view octets);
    /// Writes the buffer to the file, which it makes first.
    void write_out();
    /// Writes what is left, syncs the file, closes it, gives it its name and syncs the folder, in this order:
    /// not before its octets are on the disk has it a name, and not before the name is there does this end.
    /// If the message is found in a file that may be kept, that file and its folder are synced instead.
    void commit();
    /// Where the message is, after `commit`.
    stored_as take_stored() noexcept { return std::move(stored_); }
    /// Who asked has heard that it was committed: from now on it stays.
    void is_final() noexcept { stands_ = standing::nothing; }
    /// Takes everything back. A file that was replaced does not come back once the new one has its name.
    void roll_back() noexcept;

  private:
    enum class standing { nothing, open, closed, named };

    void open();
    void expect(const boost::system::error_code& failure);
    void sync_and_close();
    void commit_beside();
    void accept(content& same, const std::filesystem::path& name);

    file_system& system_;
    std::filesystem::path path_;
    std::filesystem::path temporary_;
    existing what_is_there_;
    standing stands_ = standing::nothing;
    stored_as stored_;
    int file_ = file_system::none;
    std::string buffer_;
    boost::system::error_code failure_;  // the first: half a message must not become a whole file
};

}  // namespace popline::sinks
