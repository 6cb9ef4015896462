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

/// Frames one reply after the other: where its status line, its lines, its body end. What they mean is for
/// others, so a line that reads badly never loses the place in the stream. Views point into the input.
class reply_reader {
  public:
    enum class frame : std::uint8_t {
        need_more,  ///< what is left of the input is no whole line yet; keep it and come with more
        status,
        line,      ///< one line of a list, its stuffing and line end taken off
        overlong,  ///< the same, past its limit: set aside, what is still to come of it too
        chunk,     ///< octets of a body
        end,
        broken,  ///< `failure()` says why; the stream's position is lost
    };

    explicit reply_reader(const limits& within) noexcept : limits_(&within) {}

    /// The next status line answers a command of this shape.
    void expect(shape reply) noexcept;

    /// A dialogue is over: its last status line was its end.
    void finish() noexcept { place_ = place::end; }

    /// Consumes from the front of `input` up to the next frame, and says what it is.
    frame next(std::string_view& input) noexcept;

    /// What the newest frame holds: words, a line, octets, or what could not be read. Not part of what `next`
    /// returns: more than two registers cost as much as reading a status line.
    std::string_view text() const noexcept { return text_; }
    errc failure() const noexcept { return failure_; }

    /// What its caller found wrong: a frame like those that are found wrong here.
    frame break_off(errc why, std::string_view text) noexcept;

    /// Octets of overlong lines that were set aside in this reply so far.
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
    std::size_t looked_at_ =
        0;  ///< octets of an unfinished line that hold no LF: looked at once, not n times
};

}  // namespace popline::protocol
