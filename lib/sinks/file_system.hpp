// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <span>
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

    /// What has a name. A link is `other`, also a link to a file or to nothing.
    enum class kind { nothing, file, folder, other };
    struct facts {
        kind what = kind::nothing;
        std::uint64_t octets = 0;
        std::time_t modified = 0;
        bool is_ours = false;  ///< this process's user owns it
    };
    struct opened {
        int file = none;
        std::uint64_t octets = 0;
    };

    /// Looks at a name without opening it: a FIFO or a device is never touched.
    virtual facts look(const path& name) = 0;
    /// Opens a regular file for reading. Fails for anything else, and never blocks or follows a link.
    virtual opened open(const path& name, error_code& failure) = 0;
    /// Reads octets from this place on; none at the end of the file.
    virtual std::size_t read(int file, std::uint64_t from, std::span<char> into, error_code& failure) = 0;
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
    /// Gives a file another name in one step; fails with `file_exists` if that name is taken. Many file
    /// systems cannot do this.
    virtual error_code rename_unless_taken(const path& from, const path& to) = 0;
    /// Gives a file a second name; fails with `file_exists` if that name is taken. Many file systems cannot
    /// do this.
    virtual error_code link(const path& from, const path& to) = 0;
    /// Until the names in a folder are on the disk.
    virtual error_code sync_folder(const path& folder) = 0;
    virtual error_code remove(const path& name) = 0;
    /// Makes one folder; fails with `file_exists` if the name is taken.
    virtual error_code make_folder(const path& name) = 0;
    /// Whether this process may make files in a folder.
    virtual bool can_write(const path& folder) = 0;
};

/// The real one.
file_system& system_files();

}  // namespace popline::sinks
