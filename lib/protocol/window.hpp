// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <popline/limits.hpp>

namespace popline::protocol {

/// How many commands may be unanswered, and how many octets of their replies may be due. Once full it opens
/// again when half of it is free, so that commands leave in bursts; what held the writer back for a whole
/// flight doubles.
class window {
  public:
    explicit window(const limits& within) noexcept
        : start_(within.window), most_(within.window_most), octets_(within.window_octets) {}

    /// 1 without PIPELINING (RFC 2449 section 6.6); else wide, or as wide as the caller says.
    void narrow() noexcept { commands_ = 1; }
    void widen() noexcept;
    void fix(std::size_t commands) noexcept;

    /// So many octets are all that is worth being due: at them it is full, too.
    void fit(std::uint64_t octets) noexcept { worth_ = octets; }

    std::size_t commands() const noexcept { return commands_; }
    std::uint64_t octets() const noexcept { return octets_ < worth_ ? octets_ : worth_; }

    /// Whether one more command would be admitted.
    bool open(std::size_t unanswered, std::uint64_t due, std::size_t depth) const noexcept;

    /// Whether one more command may leave while `unanswered` are out and their replies are `due` octets.
    /// `depth` is the most the server is trusted with just now.
    bool admits(std::size_t unanswered, std::uint64_t due, std::size_t depth) noexcept;

    void left() noexcept { ++left_; }  ///< a command went out
    void ended() noexcept;             ///< a reply came to its end

  private:
    bool has_room(std::uint64_t due) const noexcept { return due < octets_ || due == 0; }
    bool is_half_free(std::size_t unanswered, std::size_t width, std::uint64_t due) const noexcept;

    std::size_t start_;
    std::size_t most_;
    std::uint64_t octets_;
    std::uint64_t worth_ = UINT64_MAX;
    std::size_t commands_ = 1;
    bool full_ = false;
    std::uint64_t left_ = 0;
    std::uint64_t ended_ = 0;
    std::uint64_t grows_at_ =
        0;  ///< 0: nothing was held back; else the last command of the flight that was full
};

}  // namespace popline::protocol
