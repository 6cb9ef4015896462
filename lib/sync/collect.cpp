// SPDX-License-Identifier: BSL-1.0
#include <boost/asio/this_coro.hpp>
#include <popline/sync/collect.hpp>
#include <utility>

#include "sync/collection.hpp"

namespace popline {

namespace asio = boost::asio;

namespace {

asio::awaitable<collect_result> collect_all(std::vector<collected_account> accounts, collect_options how) {
    const auto executor = co_await asio::this_coro::executor;
    const auto all = std::make_shared<syncing::collection>(executor, std::move(accounts), std::move(how));
    co_return co_await all->run();
}

}  // namespace

asio::awaitable<collect_result> collect(std::vector<collected_account> accounts, collect_options how) {
    return collect_all(std::move(accounts), std::move(how));
}

}  // namespace popline
