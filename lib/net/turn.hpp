// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "net/exchange.hpp"

namespace popline::net {

/// How much one session reads before the other handlers of its executor run. Each turn costs a call of
/// epoll, so a turn is as long as the other sessions can tolerate. The receiver owns it.
class turn {
  public:
    static constexpr std::uint64_t most_bytes = 256U << 10;
    /// Smaller than without TLS: the same byte takes four times as long over TLS.
    static constexpr std::uint64_t most_bytes_over_tls = 64U << 10;
    static constexpr std::uint64_t most_replies = 128;

    void limit(std::uint64_t bytes) noexcept { most_bytes_ = bytes; }
    void begin() noexcept { bytes_ = replies_ = 0; }
    void count_bytes(std::size_t bytes) noexcept { bytes_ += bytes; }
    void count_reply() noexcept { ++replies_; }
    bool is_over() const noexcept { return bytes_ >= most_bytes_ || replies_ >= most_replies; }
    /// How many bytes the next read may take. If this turn has no bytes left, the read is not limited.
    std::size_t most_of_read(std::size_t room) const noexcept {
        if (bytes_ >= most_bytes_ || room <= most_bytes_ - bytes_) return room;
        return static_cast<std::size_t>(most_bytes_ - bytes_);
    }

    /// Call this when the turn is over: when the coroutine of this reply waits next, it does not wait for
    /// bytes, but lets the other handlers run.
    void give_up_for(const exchange& reader) noexcept { given_up_for_ = &reader; }
    /// Whether this wait is the one that `give_up_for` announced. If so, a new turn begins.
    bool take_back(const exchange& waiting) noexcept {
        if (given_up_for_ != &waiting) return false;
        given_up_for_ = nullptr;
        begin();
        return true;
    }
    void forget(const exchange& reader) noexcept {
        if (given_up_for_ == &reader) given_up_for_ = nullptr;
    }

  private:
    std::uint64_t most_bytes_ = most_bytes;
    std::uint64_t bytes_ = 0;
    std::uint64_t replies_ = 0;
    const exchange* given_up_for_ = nullptr;
};

}  // namespace popline::net
