// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

namespace popline::protocol {

/// Where the first LF that is followed by a dot stands in `text`, or `text.size()`. The one loop that looks
/// at every octet of a message: 16 octets a step where the machine can.
std::size_t find_line_feed_dot(std::string_view text) noexcept;

}  // namespace popline::protocol
