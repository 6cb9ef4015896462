// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <popline/sync/collect.hpp>

#include "sync/event.hpp"
#include "sync/late_delivery.hpp"
#include "sync/schedule.hpp"
#include "sync/session_gate.hpp"
#include "sync/shares.hpp"

namespace popline::syncing {

class collection;

/// One account of a `collect`, from its place in the queue to its end. The `collection` owns it.
class collected_run final : public contender, public session_gate {
  public:
    enum class phase { not_begun, begun, resting, ended };

    collected_run(collection& of, const boost::asio::any_io_executor& executor, collected_account one,
                  const shares& most);

    const account& of() const noexcept { return one_.of; }
    const ledger* book() const noexcept { return one_.book; }
    phase step = phase::not_begun;
    sync_progress progress = {};  // the newest
    time_point began_at = {};
    boost::asio::cancellation_signal stop;

    /// `sync` for this account. May be called again after it has ended.
    boost::asio::awaitable<sync_result> run();
    /// Tells the coroutine that it has its turn.
    void admit() { turn_.notify(); }
    /// Whether the session has made no progress for too long. Requires that the account is at work.
    bool is_stalled(time_point now, time_point::duration patience);
    /// Closes the session.
    void give_up() noexcept;

    boost::asio::awaitable<void> enter() override;
    void use(session_run* one) noexcept override;
    bool is_wanted() const noexcept override;
    void leave() noexcept override;

  private:
    void hear(const sync_progress& now);

    collection& all_;
    collected_account one_;
    late_delivery to_;
    event turn_;
    std::uint64_t bytes_at_most_ = 0;
    std::uint64_t bytes_of_listing_ = 0;  // counted since the account has its turn
    session_run* session_ = nullptr;
    timekeeper& time_;
    time_point progress_at_;
    std::uint64_t bytes_then_ = 0;  // what the session had received at that time
    unsigned times_given_up_ = 0;
};

}  // namespace popline::syncing
