// SPDX-License-Identifier: BSL-1.0
#include "sync/timekeeper.hpp"

#include <boost/asio/steady_timer.hpp>
#include <random>
#include <utility>

namespace popline::syncing {

namespace asio = boost::asio;

namespace {

class steady_alarm final : public alarm {
  public:
    explicit steady_alarm(const asio::any_io_executor& executor) : timer_(executor, time_point::max()) {}

    time_point time() const override { return timer_.expiry(); }
    void set(time_point at) override { timer_.expires_at(at); }
    void wait(handler to_call) override { timer_.async_wait(std::move(to_call)); }
    void end_waits() override { timer_.cancel(); }

  private:
    asio::steady_timer timer_;
};

}  // namespace

asio::execution_context::id timekeeper::id;

timekeeper& timekeeper::of(const asio::any_io_executor& executor) {
    return asio::use_service<timekeeper>(asio::query(executor, asio::execution::context));
}

time_point timekeeper::now() const {
    return std::chrono::steady_clock::now();
}

std::unique_ptr<alarm> timekeeper::make_alarm(const asio::any_io_executor& executor) {
    return std::make_unique<steady_alarm>(executor);
}

std::uint32_t timekeeper::draw() {
    return std::random_device{}();
}

}  // namespace popline::syncing
