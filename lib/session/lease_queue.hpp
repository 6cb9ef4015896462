// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

#include "net/lease.hpp"

namespace popline {

/// Leases on replies that are due, oldest first. Unlike a deque, the queue allocates nothing after it has
/// memory for twice its greatest length.
class lease_queue {
  public:
    explicit lease_queue(std::size_t most) {
        constexpr std::size_t many = 16;
        held_.reserve(std::min(most, many));
    }

    bool empty() const noexcept { return size() == 0; }
    std::size_t size() const noexcept { return held_.size() - first_; }
    net::lease& front() noexcept { return held_[first_]; }
    net::lease& operator[](std::size_t at) noexcept { return held_[first_ + at]; }

    void push_back(net::lease&& last) {
        // Move the remaining leases to the front when at least half of the places are free. So this moves
        // each lease at most once.
        if (first_ > 0 && held_.size() == held_.capacity() && first_ >= size()) {
            held_.erase(held_.begin(), std::next(held_.begin(), static_cast<std::ptrdiff_t>(first_)));
            first_ = 0;
        }
        held_.push_back(std::move(last));
    }
    void pop_front() noexcept { held_[first_++].give_up(); }
    void pop_back() noexcept { held_.pop_back(); }

  private:
    std::vector<net::lease> held_;
    std::size_t first_ = 0;
};

}  // namespace popline
