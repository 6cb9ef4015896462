// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <popline/errc.hpp>
#include <popline/limits.hpp>
#include <string_view>

#include "protocol/command.hpp"
#include "protocol/dot_decoder.hpp"
#include "protocol/status.hpp"

namespace popline::protocol {

/// Finds where the status line, the lines and the body of each reply end. It does not parse them, so a
/// malformed line does not make it lose the position in the stream. Its results are views into the input.
class reply_reader {
  public:
    enum class frame : std::uint8_t {
        need_more,  ///< no further frame is complete: call again with the rest of the input and more bytes
        status,
        line,      ///< one line of a list, without dot-stuffing and line end
        overlong,  ///< a line longer than its limit: no byte of it is given out
        chunk,     ///< bytes of a body
        end,
        broken,  ///< the position in the stream is lost; `failure()` says why
    };

    explicit reply_reader(const limits& within) noexcept : limits_(&within) {}

    /// Sets the shape of the next reply.
    void expect(shape reply) noexcept;

    /// Ends a multi-step command: the newest status line was the last.
    void finish() noexcept { place_ = place::end; }

    /// Consumes bytes from the front of `input` up to the next frame, and returns what the frame is.
    frame next(std::string_view& input) noexcept;

    /// The content of the newest frame: the words, the line, the bytes, or the input that is no reply.
    std::string_view text() const noexcept { return text_; }
    errc failure() const noexcept { return failure_; }

    /// Call this if the reply has a fault that the reader did not find. Returns `frame::broken`.
    frame break_off(errc why, std::string_view text) noexcept;

    /// How many bytes of overlong lines this reply has had so far.
    std::uint64_t set_aside() const noexcept { return set_aside_; }

    /// The sign of the newest status line.
    sign result() const noexcept { return result_; }

  private:
    enum class place : std::uint8_t { status, lines, skipped_line, body, end };

    frame take_status(std::string_view& input) noexcept;
    frame take_line(std::string_view& input) noexcept;
    frame skip_line(std::string_view& input) noexcept;
    frame take_body(std::string_view& input) noexcept;

    const limits* limits_;
    dot_decoder body_;
    shape shape_ = shape::status;
    place place_ = place::status;
    sign result_ = sign::ok;
    errc failure_ = {};
    std::string_view text_;
    std::uint64_t set_aside_ = 0;
    /// Bytes at the front of the input that were searched already and hold no LF.
    std::size_t looked_at_ = 0;
};

}  // namespace popline::protocol
