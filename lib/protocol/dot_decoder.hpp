// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

#include "protocol/line_ends.hpp"

namespace popline::protocol {

/// Removes the dot-stuffing of a body and finds its end (RFC 1939 section 3). The input may be cut into
/// pieces anywhere. The results are views into the input: the decoder copies nothing, and stores only its
/// position in the line.
class dot_decoder {
  public:
    enum class outcome : std::uint8_t {
        need_more,  ///< the input is used up
        chunk,      ///< bytes of the message
        end,        ///< the end mark was seen and consumed
    };

    /// Begins a new body. A line with a single dot ends the body. If the CR is missing before or after that
    /// line, it ends the body only if the status line of this reply had no CR either. Otherwise a message
    /// could contain a line that one reader takes for the end and another does not.
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
