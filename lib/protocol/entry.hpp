// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <popline/errc.hpp>
#include <string>

#include "protocol/command.hpp"
#include "protocol/status.hpp"

namespace popline::protocol {

/// What came back for a command: the newest status line, and the lines of a list, each ended by one LF.
struct reply {
    std::string words;  ///< of the status line; none before a body
    std::string lines;
    std::uint32_t line_count = 0;  ///< of the list, with those that were set aside
    std::uint32_t overlong = 0;    ///< lines past `limits::list_line`, which are not in `lines`
    errc failure = {};             ///< why the reply is of no use although the stream goes on
    sign result = sign::ok;

    /// Gives their memory back, which `lines.clear()` and `lines = {}` keep.
    void forget_lines() noexcept { std::string().swap(lines); }
};

/// A command on its way through the pipeline. Whoever submits it owns it and keeps it in place until the
/// pipeline has let go of it: `standing::idle`.
struct entry {
    enum class standing : std::uint8_t {
        idle,       ///< not in the pipeline: not yet submitted, erased, or its reply has ended
        queued,     ///< nothing of it was handed to the writer
        in_flight,  ///< being written or written, its reply due
        abandoned,  ///< the same, but nobody wants the reply
    };

    static constexpr std::uint64_t never = UINT64_MAX;

    command what;
    reply answer;
    std::uint64_t begins_at = never;  ///< in all that was ever written, the line whose reply is due
    std::uint64_t reserved = 0;       ///< octets of the window that it still holds

    entry* before = nullptr;
    entry* behind = nullptr;
    standing stands = standing::idle;
};

/// A queue of entries that somebody else owns; nothing is allocated, and an entry leaves from the middle as
/// cheaply as from the front.
class entry_queue {
  public:
    bool empty() const noexcept { return first_ == nullptr; }
    std::size_t size() const noexcept { return size_; }
    entry& front() const noexcept { return *first_; }

    void push(entry& last) noexcept;
    void erase(entry& one) noexcept;

  private:
    entry* first_ = nullptr;
    entry* last_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace popline::protocol
