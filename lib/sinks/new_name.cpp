// SPDX-License-Identifier: BSL-1.0
#include "sinks/new_name.hpp"

namespace popline::sinks {

namespace {

using error_code = file_system::error_code;
using path = file_system::path;

bool is_taken(const error_code& failure) {
    return failure == boost::system::errc::file_exists;
}

/// Makes an empty file under the new name, which reserves the name, because only one program can make it.
/// Then renames the file over this empty file, in one step.
///
/// A program that is killed between the two steps leaves the empty file. So a later run must compare an
/// empty file to the message, like any other file.
/// If another program writes to the empty file between the two steps, its bytes are lost. The other two ways
/// of `rename_to_new` do not have this problem.
error_code rename_over_placeholder(file_system& system, const path& from, const path& to) {
    error_code failure;
    const int placeholder = system.create(to, failure);
    if (failure) return failure;
    failure = system.close(placeholder);
    if (!failure) failure = system.rename(from, to);
    if (failure) system.remove(to);
    return failure;
}

}  // namespace

// File systems use many error codes for a call that they do not have: EINVAL, ENOSYS, EPERM, EOPNOTSUPP,
// EACCES, EMLINK. So after each failure except `file_exists`, the next way is tried. The failure of the last
// way is returned.
error_code rename_to_new(file_system& system, const path& from, const path& to) {
    const auto renamed = system.rename_unless_taken(from, to);
    if (!renamed || is_taken(renamed)) return renamed;
    const auto linked = system.link(from, to);
    if (is_taken(linked)) return linked;
    if (linked) return rename_over_placeholder(system, from, to);
    system.remove(from);
    return {};
}

}  // namespace popline::sinks
