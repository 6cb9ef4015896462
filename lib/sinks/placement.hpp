// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>

#include "sinks/content.hpp"

namespace popline::sinks {

/// What to do if the name of a file is taken.
enum class existing : unsigned char {
    refuse,     ///< fail
    replace,    ///< take the name
    keep,       ///< look whether it is the same message; if not, take a name beside it
    set_aside,  ///< as `keep`, but an older file gives up its name and gets the name beside it
    by_digest   ///< as `keep`, and each name has the digest of the message
};

/// Where a message is stored.
struct stored_as {
    file_system::path name;
    file_system::path set_aside;  ///< the new name of the file that had `name` before; empty if there is none
};

/// A name beside another one: `%+` and a digest before the extension, and a count from the second on. No name
/// that `file_name` makes has a `%+`, so this is no other message's ordinary name.
file_system::path beside(const file_system::path& name, std::string_view digest, unsigned count);

/// Looks for a message among the files that may be this message, and for a free name if there is none.
///
/// A file is the message only if it is a regular file with the same octets: not a link, whatever it leads to,
/// and not a FIFO or a device, which are not opened. An empty file may be what a killed run left, so it is
/// compared, too.
class placement {
  public:
    placement(file_system& system, const file_system::path& wanted, existing what_is_there, content& message)
        : system_(system), wanted_(wanted), what_is_there_(what_is_there), message_(message) {}

    /// The file that is the message, or null: then `name` is a free one. Fails with `file_exists` if all
    /// names are taken.
    std::unique_ptr<content> find(file_system::error_code& failure);
    const file_system::path& name() const noexcept { return name_; }

    /// Moves what has the wanted name to a name of its own, so that `name` is the wanted one; returns the new
    /// name of the older file. Does nothing unless this was asked for and a regular file has the name.
    file_system::path set_aside(file_system::error_code& failure);

  private:
    file_system& system_;
    const file_system::path& wanted_;
    existing what_is_there_;
    content& message_;
    file_system::path name_;
    std::string digest_;
};

}  // namespace popline::sinks
