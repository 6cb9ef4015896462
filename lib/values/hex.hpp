// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace popline::values {

inline constexpr std::string_view hex_letters = "0123456789abcdef";
inline constexpr std::string_view capital_hex_letters = "0123456789ABCDEF";

/// The two hexadecimal digits of a byte.
constexpr std::array<char, 2> hex(unsigned char byte, std::string_view letters = hex_letters) noexcept {
    return {letters[byte >> 4U], letters[byte & 0xFU]};
}

inline void append_hex(std::string& to, unsigned char byte, std::string_view letters = hex_letters) {
    const auto digits = hex(byte, letters);
    to.append(digits.data(), digits.size());
}

}  // namespace popline::values
