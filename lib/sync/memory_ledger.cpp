// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <popline/sync/memory_ledger.hpp>
#include <utility>

#include "sync/ledger_errors.hpp"

namespace popline {

namespace asio = boost::asio;

namespace {

/// Adds all messages of a group or none of them.
void add_all(known_messages& to, const std::vector<stored_message>& group) {
    std::vector<stored_key> keys;
    std::vector<stored_message> replaced;
    keys.reserve(group.size());
    for (const auto& one : group) {
        keys.push_back({one.unique_id, one.digest});
        if (auto before = to.find(keys.back())) replaced.push_back(std::move(*before));
    }
    try {
        for (const auto& one : group)
            to.add(one);
    } catch (...) {
        for (const auto& key : keys)
            to.remove(key);
        for (const auto& one : replaced)
            to.add(one);  // needs no memory: the table has had this message
        throw;
    }
}

}  // namespace

memory_ledger::memory_ledger() = default;
memory_ledger::~memory_ledger() = default;

/// Returns what is known of the account. Requires that `guard_` is locked.
ledger_state& memory_ledger::holding(const ledger_lease& under) {
    const auto found = accounts_.find(under.account);
    if (found == accounts_.end() || found->second.lease != under) throw syncing::fenced_error(under);
    return found->second;
}

ledger_state memory_ledger::state(const std::string& account) const {
    const std::lock_guard lock(guard_);
    const auto found = accounts_.find(account);
    if (found != accounts_.end()) return found->second;
    ledger_state unknown;
    unknown.lease.account = account;
    return unknown;
}

void memory_ledger::restore(ledger_state kept) {
    const std::lock_guard lock(guard_);
    accounts_.insert_or_assign(kept.lease.account, std::move(kept));
}

asio::awaitable<ledger_state> memory_ledger::begin(std::string account) {
    const std::lock_guard lock(guard_);
    const auto [place, is_new] = accounts_.try_emplace(account);
    auto& of = place->second;
    if (is_new) of.lease.account.swap(account);
    ledger_state made = of;
    made.lease.fence = ++of.lease.fence;
    co_return made;
}

asio::awaitable<void> memory_ledger::record(ledger_lease under, std::vector<stored_message> group) {
    const std::lock_guard lock(guard_);
    add_all(holding(under).known, group);
    co_return;
}

asio::awaitable<void> memory_ledger::mark_deleted(ledger_lease under, std::vector<stored_key> keys) {
    const std::lock_guard lock(guard_);
    auto& of = holding(under);
    for (const auto& key : keys)
        of.known.mark_deleted(key);
    co_return;
}

asio::awaitable<void> memory_ledger::forget(ledger_lease under, std::vector<stored_key> keys) {
    const std::lock_guard lock(guard_);
    auto& of = holding(under);
    for (const auto& key : keys)
        of.known.remove(key);
    co_return;
}

asio::awaitable<void> memory_ledger::remember(ledger_lease under, std::string facts) {
    const std::lock_guard lock(guard_);
    holding(under).facts = std::move(facts);
    co_return;
}

}  // namespace popline
