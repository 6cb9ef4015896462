// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>

namespace popline::testing::detail {

/// Returns the real size of a message that is asked for with this size: at least 256 bytes, for its header.
std::size_t size_of_generated(std::size_t bytes) noexcept;

/// Makes a message of exactly size_of_generated(bytes) bytes, in lines that end in CRLF. The same arguments
/// give the same message, and each number a different one. Some lines begin with a dot, some are a lone dot.
std::string generated_message(std::size_t number, std::size_t bytes);

}  // namespace popline::testing::detail
