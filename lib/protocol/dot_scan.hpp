// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

namespace popline::protocol {

/// The position of the first LF that is followed by a dot, or `text.size()`. This is the only loop that
/// looks at every byte of a message, so it uses the widest vectors of the processor.
std::size_t find_line_feed_dot(std::string_view text) noexcept;

}  // namespace popline::protocol
