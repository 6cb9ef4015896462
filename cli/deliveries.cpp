// SPDX-License-Identifier: BSL-1.0
#include "deliveries.hpp"

#include <popline/sync/command_delivery.hpp>
#include <popline/sync/folder_delivery.hpp>
#include <popline/sync/lmtp_delivery.hpp>
#include <popline/sync/maildir_delivery.hpp>
#include <popline/sync/mbox_delivery.hpp>
#include <string>
#include <vector>

namespace tool {

std::unique_ptr<popline::delivery> make_delivery(const target& to, const std::vector<std::string>& recipients,
                                                 boost::asio::thread_pool& disk) {
    switch (to.what) {
        case target::kind::maildir: return std::make_unique<popline::maildir_delivery>(to.place, disk);
        case target::kind::folder: return std::make_unique<popline::folder_delivery>(to.place, disk);
        case target::kind::mbox: return std::make_unique<popline::mbox_delivery>(to.place, disk);
        case target::kind::lmtp: return std::make_unique<popline::lmtp_delivery>(to.server, recipients, disk);
        case target::kind::command: break;
    }
    std::vector<std::string> words = {"/bin/sh", "-c", to.place};
    return std::make_unique<popline::command_delivery>(std::move(words), disk);
}

}  // namespace tool
