// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <filesystem>
#include <string_view>

namespace popline::sinks {

/// The system calls that a file takes, so that a test can see their order and let each of them fail. They
/// block. Implementations may be called from any thread, for one file from one at a time.
class file_system {
  public:
    using error_code = boost::system::error_code;
    using path = std::filesystem::path;
    static constexpr int none = -1;  ///< no open file

    virtual ~file_system() = default;

    /// Whether there is something of this name, a dangling link too.
    virtual bool exists(const path& name) = 0;
    /// Makes and opens a file that was not there, for its owner alone.
    virtual int create(const path& name, error_code& failure) = 0;
    /// Writes a beginning of the octets, and says how long it is.
    virtual std::size_t write(int file, std::string_view octets, error_code& failure) = 0;
    /// Until what was written is on the disk.
    virtual error_code sync(int file) = 0;
    /// The file is closed, even if this fails.
    virtual error_code close(int file) = 0;
    /// Gives a file another name, which something else loses by it.
    virtual error_code rename(const path& from, const path& to) = 0;
    /// Gives a file another name; fails if there is something of that name.
    virtual error_code rename_to_new(const path& from, const path& to) = 0;
    /// Until the names in a folder are on the disk.
    virtual error_code sync_folder(const path& folder) = 0;
    virtual error_code remove(const path& name) = 0;
};

/// The real one.
file_system& system_files();

}  // namespace popline::sinks
