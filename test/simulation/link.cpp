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

link_behaviour draw_link_behaviour(dice& chance) {
    link_behaviour made;
    made.slowest = chance.one_of({0U, 0U, 3U, 40U, 400U});
    made.splits = chance.one_of({0U, 20U, 60U, 90U});
    made.room_up = chance.one_of({16U, 200U, 8192U});
    made.room_down = chance.one_of({50U, 2000U, 65536U});
    if (chance.chance(20)) made.cut_after = chance.below(chance.one_of({200U, 2000U, 30000U}));
    made.cut_by_reset = chance.chance(30);
    if (chance.chance(6)) made.stall_after = chance.below(chance.one_of({200U, 2000U, 30000U}));
    return made;
}

/// The client's stream. The dice decide how many bytes each read and write transfers.
class link::client_stream final : public net::byte_stream {
  public:
    explicit client_stream(std::shared_ptr<link> of) : link_(std::move(of)) {}
    ~client_stream() override {
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
        if (on.chance_.chance(on.behaviour_.splits)) taken = on.chance_.between(1, taken);
        std::copy_n(on.arrived_.begin(), taken, into.begin());
        on.arrived_.erase(0, taken);
        on.tap_->read(taken);
        on.arm();
        return taken;
    }

    std::size_t write_some(std::string_view bytes, error_code& failure) override {
        auto& on = *link_;
        failure.clear();
        const auto there = on.on_the_way(on.up_);
        if (on.closed_)
            failure = asio::error::bad_descriptor;
        else if (on.over_ && on.over_ != asio::error::eof)
            failure = on.over_;
        else if (there >= on.behaviour_.room_up)
            failure = asio::error::would_block;
        if (failure) return 0;
        auto taken = std::min(bytes.size(), on.behaviour_.room_up - there);
        if (on.chance_.chance(on.behaviour_.splits)) taken = on.chance_.between(1, taken);
        on.tap_->written(bytes.substr(0, taken));
        on.send(on.up_, bytes.substr(0, taken));
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

link::link(asio::any_io_executor client, asio::any_io_executor network, net::clock& time, dice& chance,
           link_behaviour like, testing::detail::post_office& office, std::shared_ptr<ledger> tap)
    : executor_(std::move(client)),
      clock_(time),
      chance_(chance),
      behaviour_(std::move(like)),
      server_(office, behaviour_.habits),
      tap_(std::move(tap)),
      timer_(clock_.make_timer(network)) {}

std::unique_ptr<net::byte_stream> link::stream() {
    return std::make_unique<client_stream>(shared_from_this());
}

void link::greet() {
    say(server_.greet());
}

void link::say(std::string_view reply) {
    tap_->said(reply.size());
    const auto from = sent_down_;
    sent_down_ += reply.size();
    if (cut_ || from >= behaviour_.stall_after) return;
    const auto left = std::min(behaviour_.cut_after, behaviour_.stall_after) - from;
    const bool cuts = reply.size() >= behaviour_.cut_after - std::min(from, behaviour_.cut_after);
    send(down_, reply.substr(0, left), cuts);
    cut_ = cuts;
}

void link::send(std::deque<piece>& way, std::string_view bytes, bool last) {
    do {
        auto size = bytes.size();
        if (size > 1 && chance_.chance(behaviour_.splits)) size = chance_.between(1, size - 1);
        auto at = clock_.now() + std::chrono::milliseconds(chance_.between(0, behaviour_.slowest));
        if (!way.empty()) at = std::max(at, way.back().at);
        way.push_back({at, std::string(bytes.substr(0, size)), last && size == bytes.size()});
        bytes.remove_prefix(size);
    } while (!bytes.empty());
    arm();
}

void link::on_time() {
    deliver();
    arm();
}

void link::deliver() {
    const auto now = clock_.now();
    while (!down_.empty() && down_.front().at <= now) {
        arrived_ += down_.front().bytes;
        if (down_.front().last)
            over_ = behaviour_.cut_by_reset ? error_code(asio::error::connection_reset)
                                            : error_code(asio::error::eof);
        down_.pop_front();
    }
    // Like a real server, this one reads no commands while the client leaves too many reply bytes unread.
    while (!up_.empty() && up_.front().at <= now
           && (closed_ || on_the_way(down_) + arrived_.size() < behaviour_.room_down)) {
        const auto came = std::move(up_.front());
        up_.pop_front();
        if (came.last) {
            server_.gone();
            break;
        }
        for (const auto& reply : server_.hear(came.bytes))
            say(reply);
        if (server_.hangs_up() && !std::exchange(cut_, true)) send(down_, "", true);
    }
    tell_ready();
}

/// Sets the timer to the arrival of the next piece, in either direction.
void link::arm() {
    const bool up_may =
        !up_.empty() && (closed_ || on_the_way(down_) + arrived_.size() < behaviour_.room_down);
    if (down_.empty() && !up_may) return timer_->cancel();
    auto at = net::time_point::max();
    if (!down_.empty()) at = down_.front().at;
    if (up_may) at = std::min(at, up_.front().at);
    timer_->arm(std::max(at, clock_.now()), weak_from_this());
}

std::size_t link::on_the_way(const std::deque<piece>& way) const {
    std::size_t sum = 0;
    for (const auto& one : way)
        sum += one.bytes.size();
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
    if (closed_ || over_ || on_the_way(up_) < behaviour_.room_up) tell(direction::write, {});
}

/// Closes the link from the client. Bytes written before still reach the server; then it sees the end.
void link::close() noexcept {
    if (std::exchange(closed_, true)) return;
    send(up_, "", true);
    up_.back().at += behaviour_.linger;
    arm();
}

void link::kill_client() noexcept {
    waits_[0] = waits_[1] = nullptr;
    close();
}

}  // namespace popline::test
