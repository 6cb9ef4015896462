// SPDX-License-Identifier: BSL-1.0
#include <popline/sync/maildir_delivery.hpp>

#include "sync/file_group.hpp"
#include "sync/maildir_layout.hpp"

namespace popline {

namespace asio = boost::asio;

maildir_delivery::maildir_delivery(std::filesystem::path folder, asio::any_io_executor disk,
                                   sinks::file_system* system) {
    auto& calls = system ? *system : sinks::system_files();
    auto names = std::make_unique<syncing::maildir_layout>(calls, std::move(folder));
    group_ = std::make_shared<syncing::file_group>(std::move(names), calls, std::move(disk));
}

maildir_delivery::~maildir_delivery() {
    group_->drop();
}

sink maildir_delivery::open(const delivery_item& item) {
    return group_->open(item);
}

asio::awaitable<std::vector<delivery_result>> maildir_delivery::flush(std::vector<received_item> group) {
    return syncing::file_group::flush(group_, std::move(group));
}

void maildir_delivery::drop() noexcept {
    group_->drop();
}

}  // namespace popline
