// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <list>
#include <memory>

#include "net/clock.hpp"
#include "simulation/dice.hpp"
#include "sync/timekeeper.hpp"

namespace popline::test {

/// The time of `popline::sync` in a simulation: that of a clock that the simulation advances.
class simulated_time final : public syncing::timekeeper {
  public:
    simulated_time(boost::asio::execution_context& context, std::shared_ptr<net::clock> clock, dice& chance)
        : timekeeper(context), clock_(std::move(clock)), chance_(chance) {}

    syncing::time_point now() const override { return clock_->now(); }
    std::unique_ptr<syncing::alarm> make_alarm(const boost::asio::any_io_executor& executor) override;
    std::uint32_t draw() override { return static_cast<std::uint32_t>(chance_.below(UINT32_MAX)); }

  private:
    class ringing;
    class simulated_alarm;

    /// Destroys the handlers, and with them the coroutines that wait.
    void shutdown() override;

    std::shared_ptr<net::clock> clock_;
    dice& chance_;
    std::list<std::weak_ptr<ringing>> alarms_;
};

}  // namespace popline::test
