// SPDX-License-Identifier: BSL-1.0
#include <cstdint>
#include <popline/printable.hpp>

#include "values/hex.hpp"

namespace popline {

namespace {

/// How many octets the well-formed UTF-8 character at the front takes (Unicode, table 3-7); 0 if there is
/// none.
std::size_t character(std::string_view text) noexcept {
    const auto octet = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
    const auto first = octet(0);
    if (first < 0x80) return 1;
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < size) return 0;
    const auto second = octet(1);
    const std::uint8_t least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const std::uint8_t most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) return 0;
    for (std::size_t at = 2; at < size; ++at)
        if ((octet(at) & 0xC0) != 0x80) return 0;
    return size;
}

bool steers(std::string_view character) noexcept {
    const auto first = static_cast<std::uint8_t>(character[0]);
    const bool c1 = first == 0xC2 && static_cast<std::uint8_t>(character[1]) < 0xA0;
    return first < 0x20 || first == 0x7F || first == '\\' || c1;
}

void escape(std::string& into, std::string_view octets) {
    for (const char c : octets) {
        into.append("\\x");
        values::append_hex(into, static_cast<unsigned char>(c), values::capital_hex_letters);
    }
}

}  // namespace

std::string printable(std::string_view text) {
    std::string made;
    made.reserve(text.size());
    while (!text.empty()) {
        const auto size = character(text);
        const auto piece = text.substr(0, size == 0 ? 1 : size);
        if (size == 0 || steers(piece))
            escape(made, piece);
        else
            made.append(piece);
        text.remove_prefix(piece.size());
    }
    return made;
}

}  // namespace popline
