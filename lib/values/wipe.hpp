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

/// Appends text to a string that holds a secret, and overwrites the old memory of the string. A string that
/// grows by itself would leave a copy there.
void append_secret(std::string& text, std::string_view more);

/// More bytes than a string can store inside the object. A string that reserved this many is on the heap, so
/// a move leaves no copy of its text.
inline constexpr std::size_t kept_on_the_heap = 64;

}  // namespace popline::values
