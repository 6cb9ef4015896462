// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <popline/limits.hpp>

namespace popline::protocol {

/// How many commands may be in flight, and how many bytes of their replies may be due. After it was full, it
/// opens again when half of it is free, so that many commands share a write. If the number of commands was
/// what held the writer back for a whole round trip, that number is doubled. The pipeline asks it when a
/// reply is complete.
class window {
  public:
    explicit window(const limits& within) noexcept
        : start_(within.initial_window_commands),
          most_(within.largest_window_commands),
          octets_(within.window_bytes) {}

    /// How many commands may be in flight: 1 without PIPELINING (RFC 2449 section 6.6), else more.
    void narrow() noexcept { commands_ = 1; }
    void widen() noexcept;
    void fix(std::size_t commands) noexcept;

    /// More bytes than these would not make the transfer faster: the window is full when they are due.
    void fit(std::uint64_t octets) noexcept { worth_ = octets; }

    std::size_t commands() const noexcept { return commands_; }
    std::uint64_t octets() const noexcept { return octets_ < worth_ ? octets_ : worth_; }

    /// Whether the window would admit one more command.
    bool open(std::size_t unanswered, std::uint64_t due, std::size_t depth) const noexcept;

    /// Whether one more command may be written while `unanswered` are in flight and `due` bytes of replies
    /// are due. `depth` is how many commands may be in flight at present.
    bool admits(std::size_t unanswered, std::uint64_t due, std::size_t depth) noexcept;

    void left() noexcept { ++left_; }  ///< a command was written
    void ended() noexcept;             ///< a reply is complete

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
    std::uint64_t grows_at_ = 0;  ///< 0: no command was held back; else the last command that was written
                                  ///< before the window was full
};

}  // namespace popline::protocol
