// SPDX-License-Identifier: BSL-1.0
#include <popline/error.hpp>
#include <popline/sync/import.hpp>
#include <utility>

namespace popline {

namespace asio = boost::asio;

namespace {

asio::awaitable<std::size_t> import_all(ledger& into, std::string account,
                                        std::vector<stored_message> messages) {
    auto state = co_await into.begin(std::move(account));
    std::vector<stored_message> added;
    for (auto& one : messages) {
        if (state.known.contains(one.unique_id)) continue;
        state.known.add(one);
        added.push_back(std::move(one));
    }
    const auto count = added.size();
    if (count > 0) co_await into.record(std::move(state.lease), std::move(added));
    co_return count;
}

asio::awaitable<std::size_t> with_our_errors(asio::awaitable<std::size_t> operation) {
    try {
        co_return co_await std::move(operation);
    } catch (...) {
        detail::rethrow();
    }
}

}  // namespace

asio::awaitable<std::size_t> import_messages(ledger& into, std::string account,
                                             std::vector<stored_message> messages) {
    return with_our_errors(import_all(into, std::move(account), std::move(messages)));
}

}  // namespace popline
