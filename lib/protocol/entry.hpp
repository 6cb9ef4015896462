// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <popline/errc.hpp>
#include <string>

#include "protocol/command.hpp"
#include "protocol/status.hpp"

namespace popline::protocol {

/// What the server sent for a command: its newest status line, and the lines of a list, each ended by one LF.
struct reply {
    std::string words;  ///< the text after the sign of the status line; empty for a body
    std::string lines;
    /// Number of lines in the list, including those left out because they are too long.
    std::uint32_t line_count = 0;
    std::uint32_t overlong = 0;  ///< lines longer than `limits::list_line_bytes`, which are not in `lines`
    errc failure = {};           ///< why the reply is unusable although the session goes on
    sign result = sign::ok;

    /// Frees the memory of `lines`. `lines.clear()` and `lines = {}` would keep the memory.
    void forget_lines() noexcept { std::string().swap(lines); }
};

/// A command in the pipeline. The code that submits it owns it, and must not move it until the pipeline has
/// finished with it: `standing::idle`.
struct entry {
    enum class standing : std::uint8_t {
        idle,       ///< not in the pipeline: not yet submitted, erased, or its reply has ended
        queued,     ///< no byte of the command was given to the writer
        in_flight,  ///< being written or written; its reply is due
        abandoned,  ///< written, or being written; its reply will be discarded
    };

    static constexpr std::uint64_t never = UINT64_MAX;

    command what;
    protocol::reply reply;
    std::uint64_t begins_at = never;  ///< offset, in all output so far, of the line whose reply is due
    std::uint64_t reserved = 0;       ///< bytes of the window that are still reserved for it

    entry* before = nullptr;
    entry* behind = nullptr;
    standing stands = standing::idle;
};

/// A queue of entries, which it does not own. It allocates nothing, and erases any entry in constant time.
class entry_queue {
  public:
    bool empty() const noexcept { return first_ == nullptr; }
    std::size_t size() const noexcept { return size_; }
    entry& front() const noexcept { return *first_; }
    /// Whether the predicate holds for one of the entries.
    template <class Predicate>
    bool any(Predicate holds) const {
        for (const entry* one = first_; one; one = one->behind)
            if (holds(*one)) return true;
        return false;
    }

    void push(entry& last) noexcept;
    void erase(entry& one) noexcept;

  private:
    entry* first_ = nullptr;
    entry* last_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace popline::protocol
