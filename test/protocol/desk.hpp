// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/pipeline.hpp"
#include "receive_buffer.hpp"

namespace popline::test {

/// Events as text, each followed by ` | `. Adjacent pieces of one body are joined.
class chronicle {
  public:
    void add(std::string_view told);
    void add_chunk(std::string_view name, std::string_view octets);
    const std::string& text() const noexcept { return text_; }

  private:
    std::string text_;
    bool in_chunk_ = false;
};

/// A pipeline, the entries that were submitted to it, and both directions of its wire as text.
class desk {
    const limits within_;

  public:
    explicit desk(const limits& within = {}) : within_(within), pipeline(within_) {}

    /// Submits a command. If the pipeline refuses it, sets `refused` to the reason.
    protocol::entry& submit(protocol::command what);
    protocol::entry& submit(std::string_view text, protocol::shape reply = protocol::shape::status);
    protocol::entry& retrieve(message_number number, std::uint64_t expected = 0);

    void drop(protocol::entry& one);

    /// Writes all pending output at once, and returns it.
    std::string write();
    /// Writes this many bytes of the pending output, and returns them.
    std::string write(std::size_t octets);

    /// Gives these bytes of the server to the pipeline, and returns its events:
    /// `STAT: ok 2 320` and `LIST: ok 2 {1 a;2 b;}` for a complete reply, `(STAT)` for an abandoned one,
    /// `RETR 1? ok words` for a status line that its owner is told of, `RETR 1< octets` for a piece of
    /// a body, `broken: why`. A dialogue is answered with the next of `answers`, or finished.
    std::string hear(std::string_view octets);
    /// All events so far.
    const std::string& heard() const noexcept { return heard_.text(); }

    bool broken() const noexcept { return broken_; }
    /// The number of bytes that are kept because their line is not complete.
    std::size_t kept() const noexcept { return buffer_.kept(); }

    protocol::pipeline pipeline;
    std::deque<std::string> answers;
    boost::system::error_code refused;

  private:
    void tell(protocol::pipeline::event made, chronicle& to);
    void converse(protocol::entry& one);

    std::vector<std::unique_ptr<protocol::entry>> entries_;
    std::vector<const protocol::entry*> dropped_;
    receive_buffer buffer_;
    chronicle heard_;
    bool broken_ = false;
};

}  // namespace popline::test
