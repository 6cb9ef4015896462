// SPDX-License-Identifier: BSL-1.0
#include "sinks/new_name.hpp"

namespace popline::sinks {

namespace {

using error_code = file_system::error_code;
using path = file_system::path;

bool is_taken(const error_code& failure) {
    return failure == boost::system::errc::file_exists;
}

/// An empty file reserves the name: only one program can make it. Then the file replaces this empty file of
/// ours in one step.
///
/// A program that is killed between the two steps leaves the empty file. Therefore an empty file proves
/// nothing: a later run must compare it to the message, as it compares any file that is there.
/// A program that knows nothing of this and writes to the empty file between the two steps loses what it
/// wrote. The two ways before this one do not have this gap.
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

// File systems say in many ways that they do not know a call: EINVAL, ENOSYS, EPERM, EOPNOTSUPP, EACCES,
// EMLINK. So each failure but `file_exists` leads to the next way, and the last way's failure is reported.
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
