// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <memory>

#include "net/operations.hpp"

namespace popline::test {

/// A peer over a slow link: its reply arrives one delay after the command, on the manual clock. The time that
/// passes is then a number of round trips. If the link is slow, the bytes come in pieces, one after another.
class far_peer final : public net::timer_listener, public std::enable_shared_from_this<far_peer> {
  public:
    static constexpr auto delay = std::chrono::milliseconds(100);

    far_peer(stage& on, scripted_peer::answerer answers, net::duration away = delay)
        : away_(away), clock_(on.clock), answers_(std::move(answers)) {
        timer_ = clock_->make_timer(on.context.get_executor());
        end = on.peer("", [this](std::string_view line) {
            if (writes.empty() || writes.back().first != clock_->now()) writes.push_back({clock_->now(), {}});
            writes.back().second.emplace_back(line);
            send(answers_(line));
            return std::string();
        });
    }
    void greet() { send("+OK ready\r\n"); }

    std::size_t piece = std::string::npos;  ///< bytes that the link carries in `piece_takes`
    net::duration piece_takes{};
    std::shared_ptr<scripted_peer> end;
    /// The lines that came at the same time.
    std::vector<std::pair<net::time_point, std::vector<std::string>>> writes;

  private:
    void send(std::string_view octets) {
        for (; !octets.empty(); octets.remove_prefix(std::min(piece, octets.size()))) {
            link_is_free_at_ = std::max(link_is_free_at_, clock_->now()) + piece_takes;
            on_the_way_.push_back({link_is_free_at_ + away_, std::string(octets.substr(0, piece))});
        }
        arm();
    }
    void arm() {
        if (!on_the_way_.empty()) timer_->arm(on_the_way_.front().first, weak_from_this());
    }
    void on_time() override {
        for (; !on_the_way_.empty() && on_the_way_.front().first <= clock_->now(); on_the_way_.pop_front())
            end->say(std::move(on_the_way_.front().second));
        arm();
    }

    net::duration away_;
    net::time_point link_is_free_at_{};
    std::shared_ptr<manual_clock> clock_;
    std::unique_ptr<net::timer> timer_;
    scripted_peer::answerer answers_;
    std::deque<std::pair<net::time_point, std::string>> on_the_way_;
};

}  // namespace popline::test
