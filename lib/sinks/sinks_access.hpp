// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/blocking_file.hpp>
#include <popline/file.hpp>
#include <utility>

namespace popline {

/// For tests: makes files that use the given system calls.
struct sinks_access {
    static popline::file file(std::filesystem::path path, boost::asio::any_io_executor disk,
                              sinks::file_system& system) {
        return popline::file(std::move(path), std::move(disk), &system);
    }
    static popline::blocking_file blocking_file(std::filesystem::path path, sinks::file_system& system) {
        return popline::blocking_file(std::move(path), system);
    }
};

}  // namespace popline
