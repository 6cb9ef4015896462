// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

#include "protocol/line_ends.hpp"

namespace popline::protocol {

/// Takes the dot-stuffing off a body and finds its end (RFC 1939 section 3), however the octets are cut. What
/// it hands out are views into what it was given: nothing is copied, nothing kept but where in a line it
/// stands.
class dot_decoder {
  public:
    enum class outcome : std::uint8_t {
        need_more,  ///< the input is used up
        chunk,      ///< octets of the message
        end,        ///< the end mark was seen and consumed
    };

    /// Begins a new body. A dot line that begins or ends in bare LF counts only if the status line of this
    /// reply ended so itself: else a message could smuggle an end mark past one of two readers.
    explicit dot_decoder(line_ends ends = line_ends::crlf) noexcept : ends_(ends) {}

    /// Consumes from the front of `input` up to the next event; `octets` are those of a chunk.
    outcome next(std::string_view& input, std::string_view& octets) noexcept;

  private:
    enum class place : std::uint8_t { line_start, dot, dot_cr, line, line_cr };

    bool take_line_start(std::string_view& input) noexcept;
    std::string_view take_line(std::string_view& input) noexcept;

    place place_ = place::line_start;
    line_ends ends_;
};

}  // namespace popline::protocol
