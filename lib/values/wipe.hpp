// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace popline::values {

/// Overwrites memory with zeros. The writes are volatile, so no compiler leaves them out.
void overwrite(void* begin, std::size_t bytes) noexcept;

/// Overwrites the bytes of the string as `overwrite` does, and empties it.
void wipe(std::string& text) noexcept;

/// Appends, and leaves no copy where the text stood before; a string that grows by itself does.
void append_secret(std::string& text, std::string_view more);

/// More room than a string has inside the object. A string that reserved this much is on the heap, so a move
/// leaves no copy of it.
inline constexpr std::size_t kept_on_the_heap = 64;

}  // namespace popline::values
