// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <exception>
#include <map>
#include <memory>
#include <popline/sync/collect.hpp>
#include <vector>

#include "sync/collected_run.hpp"
#include "sync/event.hpp"
#include "sync/schedule.hpp"
#include "sync/shares.hpp"

namespace popline::syncing {

/// The accounts of a `collect`. The operation and the coroutine of each account own it, so it may be
/// destroyed with its context in any order. All calls come from one executor.
class collection : public std::enable_shared_from_this<collection> {
  public:
    collection(boost::asio::any_io_executor executor, std::vector<collected_account> accounts,
               collect_options how);

    /// Runs each account. Call it once.
    boost::asio::awaitable<collect_result> run();

    // The accounts call these members.
    schedule& turns() noexcept { return turns_; }
    void hear(collected_run& one, const sync_progress& now);
    /// Something changed for the schedule: `run` looks at it.
    void notify() noexcept;

  private:
    void queue_all();
    void admit_all();
    void begin(collected_run& one);
    void stop_all();
    void give_up_stalled();
    void end(collected_run& one, sync_result result);
    void rest(collected_run& one);
    void finish(collected_run& one) noexcept;
    void queue_rested();
    time_point next_look() const;
    template <class Call>
    void tell(Call call) noexcept;

    boost::asio::any_io_executor executor_;
    collect_options how_;
    shares most_;
    schedule turns_;
    std::vector<std::unique_ptr<collected_run>> all_;
    std::multimap<time_point, collected_run*> resting_;  // by the time of the next turn
    std::size_t ended_ = 0;
    timekeeper& time_;
    event changed_;
    bool has_changed_ = false;
    bool is_stopping_ = false;
    std::exception_ptr hook_failure_;
    collect_counts counts_;
};

}  // namespace popline::syncing
