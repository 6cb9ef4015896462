// SPDX-License-Identifier: BSL-1.0
#include "simulation/link.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace popline::test {

namespace asio = boost::asio;
using boost::system::error_code;
using net::direction;

weather draw_weather(dice& chance) {
    weather made;
    made.slowest = chance.one_of({0U, 0U, 3U, 40U, 400U});
    made.splits = chance.one_of({0U, 20U, 60U, 90U});
    made.room_up = chance.one_of({16U, 200U, 8192U});
    made.room_down = chance.one_of({50U, 2000U, 65536U});
    if (chance.chance(20)) made.cut_after = chance.below(chance.one_of({200U, 2000U, 30000U}));
    made.cut_by_reset = chance.chance(30);
    if (chance.chance(6)) made.stall_after = chance.below(chance.one_of({200U, 2000U, 30000U}));
    return made;
}

/// Takes and gives as much at a time as the dice say.
class link::near_end final : public net::byte_stream {
  public:
    explicit near_end(std::shared_ptr<link> of) : link_(std::move(of)) {}
    ~near_end() override {
        link_->waits_[0] = link_->waits_[1] = nullptr;
        link_->close();
    }

    std::size_t read_some(std::span<char> into, error_code& failure) override {
        auto& on = *link_;
        failure.clear();
        if (on.closed_) failure = asio::error::bad_descriptor;
        if (!failure && on.arrived_.empty()) failure = on.over_ ? on.over_ : asio::error::would_block;
        if (failure) return 0;
        auto taken = std::min(into.size(), on.arrived_.size());
        if (on.chance_.chance(on.weather_.splits)) taken = on.chance_.between(1, taken);
        std::copy_n(on.arrived_.begin(), taken, into.begin());
        on.arrived_.erase(0, taken);
        on.tap_->read(taken);
        on.arm();
        return taken;
    }

    std::size_t write_some(std::string_view octets, error_code& failure) override {
        auto& on = *link_;
        failure.clear();
        const auto there = on.on_the_way(on.up_);
        if (on.closed_)
            failure = asio::error::bad_descriptor;
        else if (on.over_ && on.over_ != asio::error::eof)
            failure = on.over_;
        else if (there >= on.weather_.room_up)
            failure = asio::error::would_block;
        if (failure) return 0;
        auto taken = std::min(octets.size(), on.weather_.room_up - there);
        if (on.chance_.chance(on.weather_.splits)) taken = on.chance_.between(1, taken);
        on.tap_->written(octets.substr(0, taken));
        on.send(on.up_, octets.substr(0, taken));
        return taken;
    }

    error_code flush() override { return {}; }
    void wait(direction way, std::shared_ptr<net::ready_listener> who) override {
        link_->waits_[static_cast<int>(way)] = std::move(who);
        link_->tell_ready();
    }
    void cancel_waits() noexcept override {
        for (const auto way : {direction::read, direction::write})
            link_->tell(way, asio::error::operation_aborted);
    }
    void close() noexcept override {
        link_->close();
        cancel_waits();
    }

  private:
    std::shared_ptr<link> link_;
};

link::link(asio::any_io_executor executor, net::clock& time, dice& chance, weather like,
           testing::detail::post_office& office, std::shared_ptr<ledger> tap)
    : executor_(std::move(executor)),
      clock_(time),
      chance_(chance),
      weather_(like),
      server_(office),
      tap_(std::move(tap)),
      timer_(clock_.make_timer(executor_)) {}

std::unique_ptr<net::byte_stream> link::stream() {
    return std::make_unique<near_end>(shared_from_this());
}

void link::greet() {
    say(server_.greet());
}

void link::say(std::string_view reply) {
    tap_->said(reply.size());
    const auto from = sent_down_;
    sent_down_ += reply.size();
    if (cut_ || from >= weather_.stall_after) return;
    const auto left = std::min(weather_.cut_after, weather_.stall_after) - from;
    const bool cuts = reply.size() >= weather_.cut_after - std::min(from, weather_.cut_after);
    send(down_, reply.substr(0, left), cuts);
    cut_ = cuts;
}

void link::send(std::deque<piece>& way, std::string_view octets, bool last) {
    do {
        auto size = octets.size();
        if (size > 1 && chance_.chance(weather_.splits)) size = chance_.between(1, size - 1);
        auto at = clock_.now() + std::chrono::milliseconds(chance_.between(0, weather_.slowest));
        if (!way.empty()) at = std::max(at, way.back().at);
        way.push_back({at, std::string(octets.substr(0, size)), last && size == octets.size()});
        octets.remove_prefix(size);
    } while (!octets.empty());
    arm();
}

void link::on_time() {
    deliver();
    arm();
}

void link::deliver() {
    const auto now = clock_.now();
    while (!down_.empty() && down_.front().at <= now) {
        arrived_ += down_.front().octets;
        if (down_.front().last)
            over_ = weather_.cut_by_reset ? error_code(asio::error::connection_reset)
                                          : error_code(asio::error::eof);
        down_.pop_front();
    }
    // A server that has much to say reads no further until that is heard.
    while (!up_.empty() && up_.front().at <= now
           && (closed_ || on_the_way(down_) + arrived_.size() < weather_.room_down)) {
        const auto came = std::move(up_.front());
        up_.pop_front();
        if (came.last) {
            server_.gone();
            break;
        }
        for (const auto& reply : server_.hear(came.octets))
            say(reply);
        if (server_.hangs_up() && !std::exchange(cut_, true)) send(down_, "", true);
    }
    tell_ready();
}

/// One timer for both ways: the next piece that may go on.
void link::arm() {
    const bool up_may = !up_.empty() && (closed_ || on_the_way(down_) + arrived_.size() < weather_.room_down);
    if (down_.empty() && !up_may) return timer_->cancel();
    auto at = net::time_point::max();
    if (!down_.empty()) at = down_.front().at;
    if (up_may) at = std::min(at, up_.front().at);
    timer_->arm(std::max(at, clock_.now()), weak_from_this());
}

std::size_t link::on_the_way(const std::deque<piece>& way) const {
    std::size_t sum = 0;
    for (const auto& one : way)
        sum += one.octets.size();
    return sum;
}

void link::tell(direction which, error_code failure) {
    auto& waiting = waits_[static_cast<int>(which)];
    if (!waiting) return;
    asio::post(executor_,
               [which, who = std::exchange(waiting, nullptr), failure] { who->on_ready(which, failure); });
}

void link::tell_ready() {
    if (closed_ || over_ || !arrived_.empty()) tell(direction::read, {});
    if (closed_ || over_ || on_the_way(up_) < weather_.room_up) tell(direction::write, {});
}

/// What was written still arrives, and behind it that the client is gone.
void link::close() noexcept {
    if (std::exchange(closed_, true)) return;
    send(up_, "", true);
}

}  // namespace popline::test
