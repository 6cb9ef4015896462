// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <popline/sync/memory_ledger.hpp>
#include <string>
#include <vector>

namespace popline::test {

/// The ledger of one simulated process. Its entries are in another ledger, which survives the process. Each
/// operation takes several turns of the executor. It is done in one moment, so that the end of the process
/// comes before or after it.
class simulated_ledger final : public popline::ledger {
  public:
    explicit simulated_ledger(memory_ledger& entries) : entries_(entries) {}

    std::function<bool()> has_ended = [] { return false; };    ///< whether the process has
    std::function<unsigned()> draw_turns = [] { return 1U; };  ///< how long the next operation takes
    /// What is known of a server before the first run.
    std::function<std::string()> draw_facts = [] { return std::string(); };
    std::function<bool()> fails = [] { return false; };  ///< whether the next operation fails
    std::function<void(const std::string& account, const std::vector<stored_message>&)> on_record;
    std::function<void(const std::string& account, const std::vector<stored_key>&)> on_mark_deleted;

    boost::asio::awaitable<ledger_state> begin(std::string account) override;
    boost::asio::awaitable<void> record(ledger_lease under, std::vector<stored_message> group) override;
    boost::asio::awaitable<void> mark_deleted(ledger_lease under, std::vector<stored_key> keys) override;
    boost::asio::awaitable<void> forget(ledger_lease under, std::vector<stored_key> keys) override;
    boost::asio::awaitable<void> remember(ledger_lease under, std::string facts) override;

  private:
    boost::asio::awaitable<void> take_turns();

    memory_ledger& entries_;
};

}  // namespace popline::test
