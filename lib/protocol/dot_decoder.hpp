// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

#include "protocol/line_ends.hpp"

namespace popline::protocol {

/// Removes the dot-stuffing of a body and finds its end (RFC 1939 section 3), no matter how the input is cut.
/// It returns views into its input: it copies nothing, and keeps nothing but its place in the line.
class dot_decoder {
  public:
    enum class outcome : std::uint8_t {
        need_more,  ///< the input is used up
        chunk,      ///< bytes of the message
        end,        ///< the end mark was seen and consumed
    };

    /// Begins a new body. A line that is a single dot ends the body. If it begins or ends in a bare LF, it
    /// does so only if the status line of this reply ended in a bare LF too: otherwise a message could
    /// smuggle an end mark past one of two readers.
    explicit dot_decoder(line_ends ends = line_ends::crlf) noexcept : ends_(ends) {}

    /// Takes bytes from the front of `input` up to the next event, and returns it. `octets` is the chunk.
    outcome next(std::string_view& input, std::string_view& octets) noexcept;

  private:
    enum class place : std::uint8_t { line_start, dot, dot_cr, line, line_cr };

    bool take_line_start(std::string_view& input) noexcept;
    std::string_view take_line(std::string_view& input) noexcept;

    place place_ = place::line_start;
    line_ends ends_;
};

}  // namespace popline::protocol
