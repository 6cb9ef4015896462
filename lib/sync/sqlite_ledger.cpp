// SPDX-License-Identifier: BSL-1.0
#include <exception>
#include <functional>
#include <popline/sync/sqlite_ledger.hpp>
#include <utility>

#include "sinks/offload.hpp"
#include "sync/ledger_errors.hpp"
#include "sync/serial_executor.hpp"
#include "sync/sqlite_tables.hpp"

namespace popline {

namespace asio = boost::asio;
using syncing::sqlite_tables;

namespace {

using work = std::function<void(sqlite_tables&)>;

/// Does the work on the other executor, and throws what it throws. The job owns all that it uses, because it
/// still runs if the coroutine is destroyed.
asio::awaitable<void> on_disk(std::shared_ptr<sqlite_tables> with, asio::any_io_executor disk, work todo) {
    const auto failure = std::make_shared<std::exception_ptr>();
    std::function<void()> job = [with, failure, kept = std::exchange(todo, nullptr)] {
        try {
            kept(*with);
        } catch (...) {
            *failure = std::current_exception();
        }
    };
    const bool has_run = co_await sinks::offload(disk, std::move(job));
    if (*failure) std::rethrow_exception(*failure);
    if (!has_run)
        throw syncing::ledger_error(with->path(), "the executor of its work has ended",
                                    make_error_code(boost::system::errc::operation_canceled));
}

asio::awaitable<ledger_state> begin_on_disk(std::shared_ptr<sqlite_tables> with, asio::any_io_executor disk,
                                            std::string account) {
    const auto state = std::make_shared<ledger_state>();
    work todo = [state, account = std::move(account)](sqlite_tables& in) { *state = in.begin(account); };
    co_await on_disk(std::move(with), std::move(disk), std::move(todo));
    co_return std::move(*state);
}

asio::awaitable<ledger_state> state_on_disk(std::shared_ptr<sqlite_tables> with, asio::any_io_executor disk,
                                            std::string account) {
    const auto state = std::make_shared<ledger_state>();
    work todo = [state, account = std::move(account)](sqlite_tables& in) { *state = in.state(account); };
    co_await on_disk(std::move(with), std::move(disk), std::move(todo));
    co_return std::move(*state);
}

}  // namespace

sqlite_ledger::sqlite_ledger(erased, const std::filesystem::path& file, const asio::any_io_executor& disk,
                             std::chrono::milliseconds lock_wait)
    : tables_(std::make_shared<sqlite_tables>(file, lock_wait)),
      disk_(syncing::serial_executor(std::make_shared<syncing::serial_jobs>(disk))) {}
sqlite_ledger::~sqlite_ledger() = default;

asio::awaitable<ledger_state> sqlite_ledger::state(std::string account) const {
    return state_on_disk(tables_, disk_, std::move(account));
}

asio::awaitable<ledger_state> sqlite_ledger::begin(std::string account) {
    return begin_on_disk(tables_, disk_, std::move(account));
}

asio::awaitable<void> sqlite_ledger::record(ledger_lease under, std::vector<stored_message> group) {
    work todo = [under = std::move(under), group = std::move(group)](sqlite_tables& in) {
        in.record(under, group);
    };
    return on_disk(tables_, disk_, std::move(todo));
}

asio::awaitable<void> sqlite_ledger::mark_deleted(ledger_lease under, std::vector<stored_key> keys) {
    work todo = [under = std::move(under), keys = std::move(keys)](sqlite_tables& in) {
        in.mark_deleted(under, keys);
    };
    return on_disk(tables_, disk_, std::move(todo));
}

asio::awaitable<void> sqlite_ledger::forget(ledger_lease under, std::vector<stored_key> keys) {
    work todo = [under = std::move(under), keys = std::move(keys)](sqlite_tables& in) {
        in.forget(under, keys);
    };
    return on_disk(tables_, disk_, std::move(todo));
}

asio::awaitable<void> sqlite_ledger::remember(ledger_lease under, std::string facts) {
    work todo = [under = std::move(under), facts = std::move(facts)](sqlite_tables& in) {
        in.remember(under, facts);
    };
    return on_disk(tables_, disk_, std::move(todo));
}

}  // namespace popline
