// SPDX-License-Identifier: BSL-1.0
#include <popline/sync/sqlite_ledger.hpp>

#include "ledger_file.hpp"

namespace tool {

namespace asio = boost::asio;

std::unique_ptr<popline::ledger> open_ledger(const std::filesystem::path& file, asio::thread_pool& disk) {
    return std::make_unique<popline::sqlite_ledger>(file, disk);
}

asio::awaitable<popline::ledger_state> read_ledger(std::filesystem::path file, std::string account,
                                                   asio::thread_pool& disk) {
    if (!std::filesystem::exists(std::filesystem::symlink_status(file))) co_return popline::ledger_state();
    const popline::sqlite_ledger book(file, disk);
    co_return co_await book.state(std::move(account));
}

}  // namespace tool
