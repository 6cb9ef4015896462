// SPDX-License-Identifier: BSL-1.0
#include <fcntl.h>

#include <cerrno>
#include <cstdio>

#include "sinks/rename_unless_taken.hpp"

namespace popline::sinks {

file_system::error_code rename_unless_taken(const file_system::path& from, const file_system::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
    return {errno, boost::system::system_category()};
}

}  // namespace popline::sinks
