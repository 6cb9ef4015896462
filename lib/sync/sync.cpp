// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <popline/sync/sync.hpp>
#include <utility>

#include "sync/run_state.hpp"
#include "sync/session_gate.hpp"
#include "sync/sync_run.hpp"

namespace popline {

namespace asio = boost::asio;
using syncing::run_state;
using syncing::session_gate;
using syncing::sync_run;

namespace {

/// A failure of the ledger leaves `sync` as an exception: its promise of "never twice" does not hold then.
bool is_of_ledger(const std::exception_ptr& failure) {
    const auto code = code_of(failure);
    return code == errc::ledger_failed || code == errc::fenced;
}

asio::awaitable<sync_result> run_sync(account of, ledger& book, delivery& to, sync_policy how,
                                      session_gate* gate) {
    const auto executor = co_await asio::this_coro::executor;
    if (gate) co_await gate->enter();
    auto known = co_await book.begin(of.name);
    const auto about = syncing::facts_from(known.facts);
    auto kept = known.facts;
    run_state all{std::move(of), book, to, std::move(how), std::move(known), about, std::move(kept)};
    sync_run whole(all, gate, executor);
    std::exception_ptr failure;
    try {
        failure = co_await whole.run();
    } catch (...) {
        failure = std::current_exception();
    }
    if (is_of_ledger(failure)) std::rethrow_exception(failure);
    // After a cancellation, what is known is still returned. The setting belongs to the caller, too.
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    try {
        co_await whole.remember();
    } catch (...) {
        failure = std::current_exception();
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
    if (is_of_ledger(failure)) std::rethrow_exception(failure);
    all.result.failure = failure;
    all.result.messages = all.outcomes.take();
    co_return std::move(all.result);
}

asio::awaitable<sync_result> translated(asio::awaitable<sync_result> operation) {
    try {
        co_return co_await std::move(operation);
    } catch (...) {
        detail::rethrow();
    }
}

}  // namespace

std::chrono::sys_seconds system_time() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

bool sync_result::is_complete() const noexcept {
    // A line of LIST that cannot be read may be a message.
    return !failure && remarks.list_lines_set_aside == 0
           && std::all_of(messages.begin(), messages.end(), [](const message_outcome& one) {
                  return one.what == sync_outcome::stored || one.what == sync_outcome::existing
                         || one.what == sync_outcome::too_large || one.what == sync_outcome::not_wanted;
              });
}

asio::awaitable<sync_result> sync(account of, ledger& book, delivery& to, sync_policy how) {
    return syncing::run_sync(std::move(of), book, to, std::move(how), nullptr);
}

asio::awaitable<sync_result> syncing::run_sync(account of, ledger& book, delivery& to, sync_policy how,
                                               session_gate* gate) {
    return translated(popline::run_sync(std::move(of), book, to, std::move(how), gate));
}

}  // namespace popline
