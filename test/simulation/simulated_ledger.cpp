// SPDX-License-Identifier: BSL-1.0
#include "simulation/simulated_ledger.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <popline/error.hpp>
#include <utility>

namespace popline::test {

namespace asio = boost::asio;

/// Throws if the operation fails. Then it is not done.
asio::awaitable<void> simulated_ledger::take_turns() {
    const auto executor = co_await asio::this_coro::executor;
    for (auto turns = draw_turns(); turns > 0; --turns)
        co_await asio::post(executor, asio::use_awaitable);
    if (has_ended() || fails())
        throw error(errc::ledger_failed, {.cause = make_error_code(boost::system::errc::no_space_on_device)});
}

asio::awaitable<ledger_state> simulated_ledger::begin(std::string account) {
    co_await take_turns();
    auto made = co_await entries_.begin(std::move(account));
    if (made.facts.empty()) made.facts = draw_facts();
    co_return made;
}

asio::awaitable<void> simulated_ledger::record(ledger_lease under, std::vector<stored_message> group) {
    co_await take_turns();
    on_record(under.account, group);
    co_await entries_.record(std::move(under), std::move(group));
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
}

asio::awaitable<void> simulated_ledger::mark_deleted(ledger_lease under, std::vector<stored_key> keys) {
    co_await take_turns();
    on_mark_deleted(under.account, keys);
    co_await entries_.mark_deleted(std::move(under), std::move(keys));
}

asio::awaitable<void> simulated_ledger::forget(ledger_lease under, std::vector<stored_key> keys) {
    co_await take_turns();
    co_await entries_.forget(std::move(under), std::move(keys));
}

asio::awaitable<void> simulated_ledger::remember(ledger_lease under, std::string facts) {
    co_await take_turns();
    co_await entries_.remember(std::move(under), std::move(facts));
}

}  // namespace popline::test
