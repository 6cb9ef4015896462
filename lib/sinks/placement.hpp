// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/export.hpp>
#include <string>
#include <utility>

#include "sinks/content.hpp"

namespace popline::sinks {

/// What to do if a file or something else has the wanted name.
enum class existing : unsigned char {
    refuse,     ///< fail
    replace,    ///< replace the file
    keep,       ///< if the existing file is another message, store this message under a second name
    set_aside,  ///< like `keep`, but the older file gets the second name
    by_digest   ///< like `keep`, but each name contains the digest of the message
};

/// Where a message is stored.
struct stored_as {
    file_system::path name;
    file_system::path set_aside;  ///< the new name of the file that had `name` before; empty if there is none
};

/// Makes a second name from a name: adds `%+` and a digest before the extension, and `count` if it is above
/// 1. `file_name` never makes a name with `%+`, so the two kinds of names never collide.
POPLINE_EXPORT file_system::path beside(const file_system::path& name, std::string_view digest,
                                        unsigned count);

/// Looks for a file that already contains the message, and for a free name if there is none.
///
/// Only a regular file with the same bytes contains the message. Symbolic links, FIFOs and devices are never
/// opened. An empty file is compared too, because a killed run can have left it.
class POPLINE_EXPORT placement {
  public:
    /// `digest` is the SHA-256 of the message in hexadecimal. If it is empty, it is computed when it is
    /// needed.
    placement(file_system& system, const file_system::path& wanted, existing what_is_there, content& message,
              std::string digest = {})
        : system_(system),
          wanted_(wanted),
          what_is_there_(what_is_there),
          message_(message),
          digest_(std::move(digest)) {}

    /// Returns the file that already contains the message. If there is none, returns null, and `name` is a
    /// free name. If the digest is not known, a second name is looked at only if the wanted one is taken.
    /// Fails with `file_exists` if all names are taken.
    std::unique_ptr<content> find(file_system::error_code& failure);
    const file_system::path& name() const noexcept { return name_; }

    /// With `existing::set_aside`: renames the older file that has the wanted name, so that `name` is the
    /// wanted name. Returns the new name of the older file. Does nothing if no regular file has the wanted
    /// name.
    file_system::path set_aside(file_system::error_code& failure);

  private:
    std::unique_ptr<content> find_beside();

    file_system& system_;
    const file_system::path& wanted_;
    existing what_is_there_;
    content& message_;
    file_system::path name_;
    std::string digest_;
};

}  // namespace popline::sinks
