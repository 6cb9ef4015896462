// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace popline::testing::detail {

/// Three or four letters as one number, in upper case; 0 for a word of another length. No octet but a
/// letter's two cases becomes that letter, so an unknown word never equals a verb.
constexpr std::uint32_t packed(std::string_view word) noexcept {
    if (word.size() != 3 && word.size() != 4) return 0;
    std::uint32_t all = 0;
    for (char const c : word)
        all = all << 8 | (static_cast<unsigned char>(c) & 0xdfu);
    return all;
}

enum class verb : std::uint32_t {
    unknown = 0,
    apop = packed("APOP"),
    auth = packed("AUTH"),
    capa = packed("CAPA"),
    dele = packed("DELE"),
    list = packed("LIST"),
    noop = packed("NOOP"),
    pass = packed("PASS"),
    quit = packed("QUIT"),
    retr = packed("RETR"),
    rset = packed("RSET"),
    stat = packed("STAT"),
    stls = packed("STLS"),
    top = packed("TOP"),
    uidl = packed("UIDL"),
    user = packed("USER"),
};

/// A command line without its end, taken apart as RFC 1939 section 3 says: one blank, and no more than one.
struct command {
    explicit command(std::string_view line) noexcept {
        auto const blank = line.find(' ');
        word = line.substr(0, blank);
        name = static_cast<verb>(packed(word));
        if (blank != line.npos) argument = line.substr(blank + 1);
    }

    std::string_view word;
    verb name;
    std::optional<std::string_view> argument;  // there, if empty, when the line ends in a blank
};

/// Nothing but digits, and not too many.
inline std::optional<std::size_t> number(std::string_view digits) noexcept {
    std::size_t value = 0;
    auto const [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failure != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

}  // namespace popline::testing::detail
