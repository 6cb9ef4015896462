// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <popline/error.hpp>

namespace popline::syncing {

/// The error of a failed call for a file or a folder.
inline error file_error(const boost::system::error_code& cause, const std::filesystem::path& name) {
    return error(errc::file_failed, {.detail = name.native(), .cause = cause});
}

/// Throws the error of a call that failed.
inline void expect(const boost::system::error_code& failure, const std::filesystem::path& name) {
    if (failure) throw file_error(failure, name);
}

}  // namespace popline::syncing
