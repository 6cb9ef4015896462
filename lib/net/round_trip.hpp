// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "net/clock.hpp"

namespace popline::net {

/// Measures the round trip: the shortest time from a write, made while no reply was due, to the first byte
/// after it. To have more bytes in flight than the link carries in a round trip makes the transfer no
/// faster: the bytes wait in buffers of both systems, and have left the processor's cache when they are
/// read. The writer owns this object.
class round_trip {
  public:
    void begin(time_point now) noexcept { asked_at_ = now; }
    bool runs() const noexcept { return asked_at_.has_value(); }
    void end(time_point now) noexcept {
        const auto asked_at = std::exchange(asked_at_, std::nullopt);
        if (asked_at) shortest_ = std::min(shortest_, now - *asked_at);
    }

    /// How many bytes of replies to ask for ahead: as many as a link of 10 Gbit/s carries in two round
    /// trips, so that half of the window lasts for one. At least 1 MiB, which keeps a local server busy
    /// while the client reads.
    std::uint64_t octets() const noexcept {
        constexpr std::uint64_t least = 1U << 20;
        constexpr auto longest = std::chrono::seconds(1);
        const auto trip = std::chrono::nanoseconds(std::min<duration>(shortest_, longest)).count();
        return std::max(least, static_cast<std::uint64_t>(trip) * 5 / 2);
    }

  private:
    std::optional<time_point> asked_at_;
    duration shortest_ = duration::max();
};

}  // namespace popline::net
