// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <memory>
#include <popline/sync/delivery.hpp>
#include <vector>

#include "sinks/content.hpp"
#include "sync/temporary_file.hpp"

namespace popline::syncing {

/// A file that has the bytes of a message already.
struct found_file {
    std::filesystem::path name;
    std::unique_ptr<sinks::content> file;  ///< null if there is no such file
};

/// The folders of a delivery, and the names of the files in them. All members except `temporary_folder`
/// block. A file that has bytes of the message is never replaced.
class layout {
  public:
    using error_code = sinks::file_system::error_code;

    virtual ~layout() = default;

    /// Makes the folders durable, removes old temporary files, and looks at what is there. Called once,
    /// before all other members.
    /// Throws `errc::file_failed`.
    virtual void prepare() = 0;
    /// The folder for the temporary files.
    virtual const std::filesystem::path& temporary_folder() const noexcept = 0;

    /// Called before the files of a group are looked for.
    /// Throws `errc::file_failed`.
    virtual void begin_group(const std::vector<received_item>&) {}
    /// Looks for a file that has the bytes of a message. Several threads call it at the same time.
    virtual found_file find(const received_item& of, const temporary_file& message, error_code& failure) = 0;
    /// Gives a file its final name, and returns this name. If another file got the same bytes in the
    /// meantime, that file is returned in `instead`, and the file keeps its temporary name.
    /// May throw `errc::file_failed`.
    virtual std::filesystem::path give_name(const received_item& of, const temporary_file& message,
                                            found_file& instead, error_code& failure) = 0;
    /// Why a sync of this folder cannot make all names in it durable any more: an earlier one has failed. No
    /// failure if it can.
    virtual error_code failure_of(const std::filesystem::path&) const noexcept { return {}; }
    /// Called with the messages of a group that have a file with its final name, before the folders are
    /// synced.
    virtual void note_files(const std::vector<received_item>&) {}
    /// Called when a file with its final name was removed, because its folder was not synced.
    virtual void note_removal() noexcept {}
};

}  // namespace popline::syncing
