// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <mutex>
#include <popline/export.hpp>
#include <popline/sync/ledger.hpp>
#include <string>
#include <vector>

namespace popline {

/// A ledger in memory, for tests and for programs that keep the state in files of their own. It survives
/// nothing. Any thread may call it.
class POPLINE_EXPORT memory_ledger final : public ledger {
  public:
    memory_ledger();
    ~memory_ledger() override;

    /// Returns a copy of what is known of an account, and the newest lease. An account that no run has begun
    /// has the fence 0.
    ledger_state state(const std::string& account) const;
    /// Sets what is known of the account that `kept` names. The next `begin` gives the fence after that of
    /// `kept`.
    /// Requires that no run of this account is under way.
    void restore(ledger_state kept);

    /// Throws `std::bad_alloc`.
    /// Cancellation has no effect: the operation does not wait.
    [[nodiscard]] boost::asio::awaitable<ledger_state> begin(std::string account) override;
    /// Throws errc::fenced; `std::bad_alloc`.
    /// Cancellation has no effect: the operation does not wait.
    [[nodiscard]] boost::asio::awaitable<void> record(ledger_lease under,
                                                      std::vector<stored_message> group) override;
    /// Throws errc::fenced.
    /// Cancellation has no effect: the operation does not wait.
    [[nodiscard]] boost::asio::awaitable<void> mark_deleted(ledger_lease under,
                                                            std::vector<stored_key> keys) override;
    /// Throws errc::fenced.
    /// Cancellation has no effect: the operation does not wait.
    [[nodiscard]] boost::asio::awaitable<void> forget(ledger_lease under,
                                                      std::vector<stored_key> keys) override;
    /// Throws errc::fenced.
    /// Cancellation has no effect: the operation does not wait.
    [[nodiscard]] boost::asio::awaitable<void> remember(ledger_lease under, std::string facts) override;

  private:
    ledger_state& holding(const ledger_lease& under);

    mutable std::mutex guard_;
    std::map<std::string, ledger_state> accounts_;
};

}  // namespace popline
