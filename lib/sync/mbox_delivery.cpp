// SPDX-License-Identifier: BSL-1.0
#include <popline/sync/mbox_delivery.hpp>
#include <utility>

#include "sync/file_job.hpp"
#include "sync/mailbox_job.hpp"
#include "sync/spool.hpp"

namespace popline {

namespace asio = boost::asio;

mbox_delivery::mbox_delivery(std::filesystem::path mailbox, asio::any_io_executor disk, mbox_options how,
                             syncing::mailbox_calls* calls)
    : mailbox_(std::move(mailbox)),
      how_(std::move(how)),
      calls_(calls ? calls : &syncing::system_mailbox_calls()),
      spool_(std::make_unique<syncing::spool>(how_.spool_folder, std::move(disk))) {}

mbox_delivery::~mbox_delivery() = default;

sink mbox_delivery::open(const delivery_item& item) {
    return spool_->open(item);
}

asio::awaitable<std::vector<delivery_result>> mbox_delivery::flush(std::vector<received_item> group) {
    const auto disk = spool_->disk();
    auto messages = spool_->take(group);
    if (messages.empty()) co_return std::vector<delivery_result>();
    const auto stop = syncing::make_stop_flag();
    const auto job =
        std::make_shared<syncing::mailbox_job>(mailbox_, how_, *calls_, std::move(messages), stop);
    std::function<void()> work = [job] { job->run(); };
    co_await syncing::run_stoppable_job(disk, std::move(work), stop);
    co_return job->results();
}

void mbox_delivery::drop() noexcept {
    spool_->drop();
}

}  // namespace popline
