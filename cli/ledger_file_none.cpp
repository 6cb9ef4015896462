// SPDX-License-Identifier: BSL-1.0
#include <stdexcept>

#include "ledger_file.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

[[noreturn]] void refuse() {
    throw std::runtime_error(
        "sync needs SQLite for its ledger, and this popline was built without it (-Dsqlite=false); fetch "
        "stores "
        "messages without a ledger");
}

}  // namespace

std::unique_ptr<popline::ledger> open_ledger(const std::filesystem::path&, asio::thread_pool&) {
    refuse();
}

asio::awaitable<popline::ledger_state> read_ledger(std::filesystem::path, std::string, asio::thread_pool&) {
    refuse();
}

}  // namespace tool
