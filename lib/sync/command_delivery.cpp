// SPDX-License-Identifier: BSL-1.0
#include <popline/error.hpp>
#include <popline/sync/command_delivery.hpp>
#include <utility>

#include "sync/command_job.hpp"
#include "sync/file_job.hpp"
#include "sync/spool.hpp"

namespace popline {

namespace asio = boost::asio;

command_delivery::command_delivery(std::vector<std::string> command, asio::any_io_executor disk,
                                   command_options how, std::nullptr_t)
    : command_(std::move(command)), how_(std::move(how)) {
    if (command_.empty() || command_.front().empty())
        throw error(errc::invalid_argument, {.detail = "the command is empty"});
    for (const auto& word : command_)
        if (word.find('\0') != word.npos)
            throw error(errc::invalid_argument, {.detail = "a word of the command contains a NUL"});
    spool_ = std::make_unique<syncing::spool>(how_.spool_folder, std::move(disk));
}

command_delivery::~command_delivery() = default;

sink command_delivery::open(const delivery_item& item) {
    return spool_->open(item);
}

asio::awaitable<std::vector<delivery_result>> command_delivery::flush(std::vector<received_item> group) {
    const auto disk = spool_->disk();
    auto messages = spool_->take(group);
    const auto stop = syncing::make_stop_flag();
    const auto job = std::make_shared<syncing::command_job>(command_, how_, std::move(messages), stop);
    std::function<void()> work = [job] { job->run(); };
    co_await syncing::run_stoppable_job(disk, std::move(work), stop);
    co_return job->take_results();
}

void command_delivery::drop() noexcept {
    spool_->drop();
}

}  // namespace popline
