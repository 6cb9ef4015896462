// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <popline/limits.hpp>

namespace popline::protocol {

/// Limits what is in flight, in two counts: the commands whose replies are not complete, and the bytes that
/// these replies are still expected to have. The pipeline owns the window and keeps both counts. It asks the
/// window before it writes a command.
///
/// The window is full when a count has reached its limit. It then stays closed until half of each limit is
/// free, so that many commands share a write. `limits::window_bytes` is an exception: it closes the window
/// only while that many bytes are expected.
///
/// The window grows if the commands alone have filled it. When the replies to all commands that were in
/// flight at that time are complete, the limit on commands is doubled, up to `limits::largest_window_commands`. The
/// window shrinks only if it is told to: by `narrow`, by fewer useful bytes, or by `most_in_flight`.
class window {
  public:
    explicit window(const limits& within) noexcept
        : start_(within.initial_window_commands),
          most_commands_(within.largest_window_commands),
          most_bytes_(within.window_bytes) {}

    /// One command at a time: what holds without PIPELINING (RFC 2449 section 6.6).
    void narrow() noexcept { commands_ = 1; }
    /// Several commands at a time, `limits::initial_window_commands` at first.
    void widen() noexcept;
    /// A number of commands that the caller insists on: it neither grows nor is widened.
    void fix(std::size_t commands) noexcept;

    /// The transfer would not become faster if more bytes than these were in flight.
    void set_useful_bytes(std::uint64_t bytes) noexcept { useful_bytes_ = bytes; }

    // The limits.
    std::size_t commands() const noexcept { return commands_; }
    std::uint64_t bytes() const noexcept { return most_bytes_ < useful_bytes_ ? most_bytes_ : useful_bytes_; }

    /// Whether one more command may be written while `unanswered` commands are in flight and `due` bytes of
    /// their replies are expected. At most `most_in_flight` commands, even if the window is wider.
    bool is_open(std::size_t unanswered, std::uint64_t due, std::size_t most_in_flight) const noexcept;

    /// The same, for a command that will be written now if it may. If it may not, this also notes that the
    /// window was full, and whether it is to grow for that.
    bool try_admit(std::size_t unanswered, std::uint64_t due, std::size_t most_in_flight) noexcept;

    void written() noexcept { ++written_; }  ///< a command was written
    void ended() noexcept;                   ///< a reply is complete

  private:
    bool has_room(std::uint64_t due) const noexcept { return due < most_bytes_ || due == 0; }
    bool is_half_free(std::size_t unanswered, std::size_t width, std::uint64_t due) const noexcept;

    std::size_t start_;
    std::size_t most_commands_;
    std::uint64_t most_bytes_;
    std::uint64_t useful_bytes_ = UINT64_MAX;
    std::size_t commands_ = 1;
    bool was_full_ = false;       ///< closed until half of it is free
    std::uint64_t written_ = 0;   ///< commands so far
    std::uint64_t ended_ = 0;     ///< replies so far
    std::uint64_t grows_at_ = 0;  ///< it grows when this many replies have ended; 0: it does not
};

}  // namespace popline::protocol
