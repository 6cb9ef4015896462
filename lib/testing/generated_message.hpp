// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>

namespace popline::testing::detail {

/// How many octets it gets that is asked for so many: its header has to have room.
std::size_t size_of_generated(std::size_t octets) noexcept;

/// A message in CRLF lines of exactly size_of_generated(octets), the same for the same arguments and another
/// for another number. Some of its lines begin with a dot, some are a lone one.
std::string generated_message(std::size_t number, std::size_t octets);

}  // namespace popline::testing::detail
