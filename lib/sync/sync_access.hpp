// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/sync/folder_delivery.hpp>
#include <popline/sync/maildir_delivery.hpp>
#include <utility>

namespace popline {

/// For tests: makes deliveries that use the given system calls.
struct sync_access {
    template <class Delivery>
    static std::unique_ptr<delivery> make(std::filesystem::path folder, boost::asio::any_io_executor disk,
                                          sinks::file_system& system) {
        return std::unique_ptr<delivery>(new Delivery(std::move(folder), std::move(disk), &system));
    }
};

}  // namespace popline
