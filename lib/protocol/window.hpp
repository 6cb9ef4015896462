// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <popline/limits.hpp>

namespace popline::protocol {

/// Limits how much is in flight, by two counts: the commands whose replies are not complete, and the bytes
/// that these replies are still expected to have. The pipeline owns the window and keeps both counts. It
/// asks the window before it writes a command.
///
/// The window is full when one of the counts has reached its limit. It then stays closed until half of each
/// limit is free, so that many commands share a write. `limits::window_bytes` is an exception: that limit
/// closes the window only while it is reached.
///
/// The window grows if the commands alone have filled it. It doubles the limit on commands, up to
/// `limits::largest_window_commands`, when the replies to all commands that were then in flight are
/// complete. The window shrinks only if it is told to: by `narrow`, by fewer useful bytes, or by
/// `most_in_flight`.
class window {
  public:
    explicit window(const limits& within) noexcept
        : start_(within.initial_window_commands),
          most_commands_(within.largest_window_commands),
          most_bytes_(within.window_bytes) {}

    /// Allows one command at a time, as is the rule without PIPELINING (RFC 2449 section 6.6).
    void narrow() noexcept { commands_ = 1; }
    /// Allows several commands at a time, at first `limits::initial_window_commands`.
    void widen() noexcept;
    /// Allows exactly this many commands, because the user chose the number. The window neither grows nor
    /// widens.
    void fix(std::size_t commands) noexcept;

    /// Sets how many bytes in flight are useful: more of them would not make the transfer faster.
    void set_useful_bytes(std::uint64_t bytes) noexcept { useful_bytes_ = bytes; }

    // The limits.
    std::size_t commands() const noexcept { return commands_; }
    std::uint64_t bytes() const noexcept { return most_bytes_ < useful_bytes_ ? most_bytes_ : useful_bytes_; }

    /// Whether one more command may be written while `unanswered` commands are in flight and `due` bytes of
    /// their replies are expected. At most `most_in_flight` commands may be in flight, even if the window is
    /// wider.
    bool is_open(std::size_t unanswered, std::uint64_t due, std::size_t most_in_flight) const noexcept;

    /// Like `is_open`, for a command that will be written now if the result is true. If it is false, this
    /// also records whether the window was full, and whether the window should grow.
    bool try_admit(std::size_t unanswered, std::uint64_t due, std::size_t most_in_flight) noexcept;

    void written() noexcept { ++written_; }  ///< Call this when a command was written.
    void ended() noexcept;                   ///< Call this when a reply is complete.

  private:
    bool has_room(std::uint64_t due) const noexcept { return due < most_bytes_ || due == 0; }
    bool is_half_free(std::size_t unanswered, std::size_t width, std::uint64_t due) const noexcept;

    std::size_t start_;
    std::size_t most_commands_;
    std::uint64_t most_bytes_;
    std::uint64_t useful_bytes_ = UINT64_MAX;
    std::size_t commands_ = 1;
    bool was_full_ = false;      ///< the window is closed until half of it is free
    std::uint64_t written_ = 0;  ///< number of commands written so far
    std::uint64_t ended_ = 0;    ///< number of replies complete so far
    /// The window grows when this many replies are complete; 0: it does not grow.
    std::uint64_t grows_at_ = 0;
};

}  // namespace popline::protocol
