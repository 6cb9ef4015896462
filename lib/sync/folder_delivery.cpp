// SPDX-License-Identifier: BSL-1.0
#include <popline/sync/folder_delivery.hpp>

#include "sync/file_group.hpp"
#include "sync/folder_layout.hpp"

namespace popline {

namespace asio = boost::asio;

folder_delivery::folder_delivery(std::filesystem::path folder, asio::any_io_executor disk,
                                 sinks::file_system* system) {
    auto& calls = system ? *system : sinks::system_files();
    auto names = std::make_unique<syncing::folder_layout>(calls, std::move(folder));
    group_ = std::make_shared<syncing::file_group>(std::move(names), calls, std::move(disk));
}

folder_delivery::~folder_delivery() {
    group_->drop();
}

sink folder_delivery::open(const delivery_item& item) {
    return group_->open(item);
}

asio::awaitable<std::vector<delivery_result>> folder_delivery::flush(std::vector<received_item> group) {
    return syncing::file_group::flush(group_, std::move(group));
}

void folder_delivery::drop() noexcept {
    group_->drop();
}

}  // namespace popline
