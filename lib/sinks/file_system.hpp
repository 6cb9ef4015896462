// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <functional>
#include <popline/export.hpp>
#include <span>
#include <string_view>

namespace popline::sinks {

/// The system calls that the sinks make. A test replaces them to see their order and to let each call fail.
/// The calls block. Calls for one file come from one thread at a time; calls for different files may come
/// from any threads.
class POPLINE_EXPORT file_system {
  public:
    using error_code = boost::system::error_code;
    using path = std::filesystem::path;
    static constexpr int none = -1;  ///< no open file

    virtual ~file_system() = default;

    /// What a name refers to. A symbolic link is `other`, wherever it points.
    enum class kind { nothing, file, folder, other };
    struct facts {
        kind what = kind::nothing;
        std::uint64_t octets = 0;
        std::time_t modified = 0;
        bool is_ours = false;  ///< the user who runs this process owns the file
    };
    struct opened {
        int file = none;
        std::uint64_t octets = 0;
    };

    /// Finds out what a name refers to without opening it: opening a FIFO or a device could have effects.
    virtual facts look(const path& name) = 0;
    /// Whether a name refers to a folder, also through symbolic links.
    virtual bool is_folder(const path& name) = 0;
    /// Opens a regular file for reading. Fails for anything else. Never blocks, and never follows a link.
    virtual opened open(const path& name, error_code& failure) = 0;
    /// Reads bytes, beginning at position `from`. Returns 0 at the end of the file.
    virtual std::size_t read(int file, std::uint64_t from, std::span<char> into, error_code& failure) = 0;
    /// Makes a file that only its owner may read, and opens it. Fails if something has the name.
    virtual int create(const path& name, error_code& failure) = 0;
    /// Writes some of the bytes, beginning with the first. Returns how many bytes it wrote.
    virtual std::size_t write(int file, std::string_view octets, error_code& failure) = 0;
    /// Starts to bring written bytes to the disk, and does not wait for them. Does nothing on a system that
    /// cannot do this. It reports no failure: the sync that follows reports what could not be written.
    virtual void start_write_back(int file, std::uint64_t from, std::uint64_t octets) = 0;
    /// Returns after the written bytes are on the disk.
    virtual error_code sync(int file) = 0;
    /// Returns after the written bytes, and the size of the file, are on the disk. Other properties of the
    /// file, such as its times, may come later.
    virtual error_code sync_data(int file) = 0;
    /// Closes the file, even if it returns a failure.
    virtual error_code close(int file) = 0;
    /// Gives a file another name. If another file has that name, the renamed file replaces it.
    virtual error_code rename(const path& from, const path& to) = 0;
    /// Gives a file another name in one step; fails with `file_exists` if that name is taken. Many file
    /// systems cannot do this.
    virtual error_code rename_unless_taken(const path& from, const path& to) = 0;
    /// Gives a file a second name; fails with `file_exists` if that name is taken. Many file systems cannot
    /// do this.
    virtual error_code link(const path& from, const path& to) = 0;
    /// Returns after the names in a folder are on the disk.
    virtual error_code sync_folder(const path& folder) = 0;
    virtual error_code remove(const path& name) = 0;
    /// Makes one folder; fails with `file_exists` if the name is taken.
    virtual error_code make_folder(const path& name) = 0;
    /// Calls a function with the name of each entry of a folder, without `.` and `..`. The names come in any
    /// order. A file that another program renames in the meantime can be left out.
    virtual error_code list(const path& folder, const std::function<void(std::string_view)>& take) = 0;
    /// Whether this process may make files in a folder.
    virtual bool can_write(const path& folder) = 0;
};

/// The calls of the operating system.
POPLINE_EXPORT file_system& system_files();

}  // namespace popline::sinks
