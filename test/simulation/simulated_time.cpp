// SPDX-License-Identifier: BSL-1.0
#include "simulation/simulated_time.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

namespace popline::test {

namespace asio = boost::asio;
using boost::system::error_code;
using syncing::time_point;

/// What an alarm shares with its timer and with the cancellation slots of its handlers.
class simulated_time::ringing final : public net::timer_listener,
                                      public std::enable_shared_from_this<ringing> {
  public:
    using handler = syncing::alarm::handler;
    using handlers = std::list<handler>;  // a handler of Boost 1.81 cannot be assigned

    ringing(net::clock& clock, const asio::any_io_executor& executor)
        : executor_(executor), timer_(clock.make_timer(executor)) {}

    time_point at() const noexcept { return at_; }
    void set(time_point at) {
        end_all(asio::error::operation_aborted);
        at_ = at;
    }
    void wait(handler to_call) {
        const auto place = waiting_.emplace(waiting_.end(), std::move(to_call));
        const auto slot = asio::get_associated_cancellation_slot(*place);
        if (slot.is_connected())
            asio::cancellation_slot(slot).assign([of = weak_from_this(), place](asio::cancellation_type) {
                if (const auto alive = of.lock()) alive->end(place, asio::error::operation_aborted);
            });
        if (at_ < time_point::max()) timer_->arm(at_, weak_from_this());
    }
    void end_all(error_code why) {
        timer_->cancel();
        while (!waiting_.empty())
            end(waiting_.begin(), why);
    }
    handlers take_all() { return std::exchange(waiting_, {}); }

  private:
    void on_time() override { end_all({}); }
    void end(handlers::iterator place, error_code why) {
        handler ended(std::move(*place));
        waiting_.erase(place);
        auto slot = asio::get_associated_cancellation_slot(ended);
        if (slot.is_connected()) slot.clear();
        asio::post(executor_, [ended = std::move(ended), why]() mutable { std::move(ended)(why); });
    }

    asio::any_io_executor executor_;
    std::unique_ptr<net::timer> timer_;
    time_point at_ = time_point::max();
    handlers waiting_;
};

class simulated_time::simulated_alarm final : public syncing::alarm {
  public:
    explicit simulated_alarm(std::shared_ptr<ringing> of) : of_(std::move(of)) {}
    ~simulated_alarm() override { of_->end_all(asio::error::operation_aborted); }

    time_point time() const override { return of_->at(); }
    void set(time_point at) override { of_->set(at); }
    void wait(handler to_call) override { of_->wait(std::move(to_call)); }
    void end_waits() override { of_->end_all(asio::error::operation_aborted); }

  private:
    std::shared_ptr<ringing> of_;
};

std::unique_ptr<syncing::alarm> simulated_time::make_alarm(const asio::any_io_executor& executor) {
    alarms_.remove_if([](const auto& one) { return one.expired(); });
    const auto made = std::make_shared<ringing>(*clock_, executor);
    alarms_.push_back(made);
    return std::make_unique<simulated_alarm>(made);
}

void simulated_time::shutdown() {
    std::vector<ringing::handlers> dropped;
    for (const auto& one : alarms_)
        if (const auto alive = one.lock()) dropped.push_back(alive->take_all());
}

}  // namespace popline::test
