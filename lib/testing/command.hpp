// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace popline::testing::detail {

/// Packs a word of three or four letters into one number, in upper case. Returns 0 for a word of another
/// length. Only the two cases of a letter give the same result, and a digit with a control octet, so an
/// unknown word of visible characters never equals a verb.
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
    lang = packed("LANG"),
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
    utf8 = packed("UTF8"),
};

/// A command line without its CRLF, split at the first blank. RFC 1939 section 3 allows exactly one blank
/// between the verb and its argument; a second blank belongs to the argument.
struct command {
    explicit command(std::string_view line) noexcept {
        auto const blank = line.find(' ');
        word = line.substr(0, blank);
        name = static_cast<verb>(packed(word));
        if (blank != line.npos) argument = line.substr(blank + 1);
    }

    std::string_view word;
    verb name;
    std::optional<std::string_view> argument;  // empty, but present, if the line is a verb and a blank
};

/// Parses a decimal number. Returns nothing if the text is not made of digits only, or if the number is too
/// large.
inline std::optional<std::size_t> number(std::string_view digits) noexcept {
    std::size_t value = 0;
    auto const [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failure != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

}  // namespace popline::testing::detail
