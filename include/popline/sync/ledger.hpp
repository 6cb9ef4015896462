// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <popline/export.hpp>
#include <popline/sync/known_messages.hpp>
#include <string>
#include <utility>
#include <vector>

namespace popline {

/// The right of one run to change the entries of one account. Each `ledger::begin` gives the next fence, and
/// the changes of an older fence fail, so that a run that was believed dead cannot disturb its successor.
struct ledger_lease {
    ledger_lease() = default;
    ledger_lease(std::string of, std::uint64_t number) : account(std::move(of)), fence(number) {}

    std::string account;
    std::uint64_t fence = 0;

    friend bool operator==(const ledger_lease&, const ledger_lease&) = default;
};

/// What a ledger knows of one account.
struct ledger_state {
    ledger_lease lease;
    known_messages known;
    /// What `ledger::remember` kept. `sync` keeps the `quirks` of the server there, and what it offered.
    std::string facts;
};

/// Remembers which messages were stored, so that no run retrieves one twice or deletes one that is not
/// stored.
///
/// Each change is one transaction: when its operation completes, the change survives a power cut; if it
/// throws, nothing was changed. Changes fail with `errc::fenced` if a later `begin` of the same account has
/// taken over.
class POPLINE_EXPORT ledger {
  public:
    ledger() = default;
    ledger(const ledger&) = delete;
    ledger& operator=(const ledger&) = delete;
    virtual ~ledger() = default;

    /// Begins a run for one account. All leases of this account that were given before lose their right.
    /// Throws errc::ledger_failed if the ledger cannot be read or belongs to a newer version.
    /// Cancellation may be ignored.
    [[nodiscard]] virtual boost::asio::awaitable<ledger_state> begin(std::string account) = 0;
    /// Records messages that are durable at their destination. A message with the same unique-id and digest
    /// is replaced.
    /// Throws errc::fenced, ledger_failed.
    /// Cancellation may be ignored: the change is made as a whole or not at all.
    [[nodiscard]] virtual boost::asio::awaitable<void> record(ledger_lease under,
                                                              std::vector<stored_message> group) = 0;
    /// Notes that the server confirmed the deletion of these messages.
    /// Throws errc::fenced, ledger_failed.
    /// Cancellation may be ignored: the change is made as a whole or not at all.
    [[nodiscard]] virtual boost::asio::awaitable<void> mark_deleted(ledger_lease under,
                                                                    std::vector<stored_key> keys) = 0;
    /// Removes messages that the server does not list any more.
    /// Throws errc::fenced, ledger_failed.
    /// Cancellation may be ignored: the change is made as a whole or not at all.
    [[nodiscard]] virtual boost::asio::awaitable<void> forget(ledger_lease under,
                                                              std::vector<stored_key> keys) = 0;
    /// Keeps a text about the server, in place of the text before.
    /// Throws errc::fenced, ledger_failed.
    /// Cancellation may be ignored: the change is made as a whole or not at all.
    [[nodiscard]] virtual boost::asio::awaitable<void> remember(ledger_lease under, std::string facts) = 0;
};

}  // namespace popline
