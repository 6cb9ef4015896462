// SPDX-License-Identifier: BSL-1.0
#include "net/clock.hpp"

#include <boost/asio/steady_timer.hpp>

namespace popline::net {

namespace {

class steady_timer final : public timer {
  public:
    explicit steady_timer(const boost::asio::any_io_executor& executor) : timer_(executor) {}

    void arm(time_point at, std::weak_ptr<timer_listener> who) override {
        timer_.expires_at(at);
        timer_.async_wait([who = std::move(who)](boost::system::error_code failure) {
            if (failure) return;
            if (const auto listener = who.lock()) listener->on_time();
        });
    }

    void cancel() noexcept override {
        boost::system::error_code ignored;
        timer_.cancel(ignored);
    }

  private:
    boost::asio::steady_timer timer_;
};

class steady final : public clock {
  public:
    time_point now() const noexcept override { return std::chrono::steady_clock::now(); }
    std::unique_ptr<timer> make_timer(const boost::asio::any_io_executor& executor) override {
        return std::make_unique<steady_timer>(executor);
    }
};

}  // namespace

std::shared_ptr<clock> steady_clock() {
    static const auto only = std::make_shared<steady>();
    return only;
}

}  // namespace popline::net
