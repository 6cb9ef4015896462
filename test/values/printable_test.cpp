// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/printable.hpp>
#include <random>
#include <string>
#include <string_view>

namespace popline::test {

namespace {

/// Returns whether the text has nothing that a terminal obeys: no control character of ASCII, and no C1
/// control.
bool harmless(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto octet = static_cast<unsigned char>(text[at]);
        if (octet < 0x20 || octet == 0x7F || octet == 0xC0 || octet == 0xC1 || octet > 0xF4) return false;
        if (octet == 0xC2 && (at + 1 == text.size() || static_cast<unsigned char>(text[at + 1]) < 0xA0))
            return false;
    }
    return true;
}

}  // namespace

TEST_CASE("[R86] whatever steers a terminal or breaks a log line is written out in hexadecimal") {
    using namespace std::string_literals;
    struct {
        std::string text;
        std::string_view safe;
    } const table[] = {
        {"", ""},
        {"no such message", "no such message"},
        {" ~!%s%n", " ~!%s%n"},
        {"a\r\nb\tc", "a\\x0D\\x0Ab\\x09c"},
        {"\0"s, "\\x00"},
        {"\x1b[2J", "\\x1B[2J"},
        {"\x7f", "\\x7F"},
        {"C:\\x", "C:\\x5Cx"},  // otherwise an escaped byte would look like text that the server sent
        {"caf\xc3\xa9", "caf\xc3\xa9"},  // two, three and four bytes of UTF-8
        {"\xe2\x82\xac", "\xe2\x82\xac"},
        {"\xf0\x9f\x93\xac", "\xf0\x9f\x93\xac"},
        {"\xc2\xa0", "\xc2\xa0"},    // the first character after the C1 controls
        {"\xc2\x9b", "\\xC2\\x9B"},  // a C1 control, which also begins an escape sequence
        {"\xc2\x80", "\\xC2\\x80"},
        {"\x9b", "\\x9B"},  // invalid in UTF-8
        {"caf\xe9!", "caf\\xE9!"},
        {"\xc3", "\\xC3"},  // an incomplete character
        {"\xe2\x82", "\\xE2\\x82"},
        {"\xc0\xaf", "\\xC0\\xAF"},  // overlong forms
        {"\xe0\x80\xaf", "\\xE0\\x80\\xAF"},
        {"\xf0\x80\x80\xaf", "\\xF0\\x80\\x80\\xAF"},
        {"\xed\xa0\x80", "\\xED\\xA0\\x80"},       // half of a pair of surrogates
        {"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},  // the last character of Unicode
        {"\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80"},
        {"\xf5\x80\x80\x80", "\\xF5\\x80\\x80\\x80"},
        {"\xff\xfe", "\\xFF\\xFE"},
        {"\xe2\x1b\x80", "\\xE2\\x1B\\x80"},  // an escape within a broken character
    };
    for (const auto& [text, safe] : table)
        CHECK(printable(text) == safe);
}

TEST_CASE("[R86] the borders of UTF-8: the octets just inside are a character, those just outside are none") {
    // Unicode, table 3-7: after these first octets, the second lies between these two.
    const struct {
        unsigned char first, least, most;
        std::size_t size;
    } rows[] = {
        {0xC2, 0xA0, 0xBF, 2},  // below A0 are the C1 controls, which are escaped, too
        {0xC3, 0x80, 0xBF, 2},
        {0xDF, 0x80, 0xBF, 2},
        {0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0x80, 0xBF, 3},
        {0xEC, 0x80, 0xBF, 3},
        {0xED, 0x80, 0x9F, 3},
        {0xEE, 0x80, 0xBF, 3},
        {0xEF, 0x80, 0xBF, 3},
        {0xF0, 0x90, 0xBF, 4},
        {0xF1, 0x80, 0xBF, 4},
        {0xF3, 0x80, 0xBF, 4},
        {0xF4, 0x80, 0x8F, 4},
        // No character begins with this byte: the range is empty.
        {0xC0, 0xFF, 0x00, 2},
        {0xC1, 0xFF, 0x00, 2},
        {0xF5, 0xFF, 0x00, 4},
        {0xFF, 0xFF, 0x00, 4},
        {0x80, 0xFF, 0x00, 2},
        {0xBF, 0xFF, 0x00, 2},
    };
    const auto is_left_alone = [](const std::string& text) { return printable(text) == text; };
    for (const auto& [first, least, most, size] : rows)
        for (int second = 0x80; second < 0x100; ++second)
            for (const int last : {0x7E, 0x80, 0xBF, 0xC0}) {
                std::string text{static_cast<char>(first), static_cast<char>(second)};
                text.append(size - 2, static_cast<char>(last));
                const bool is_good =
                    second >= least && second <= most && (size == 2 || last == 0x80 || last == 0xBF);
                CAPTURE(int{first});
                CAPTURE(second);
                CAPTURE(last);
                REQUIRE(is_left_alone(text) == is_good);
                REQUIRE_FALSE(is_left_alone(text.substr(0, size - 1)));
            }
}

TEST_CASE("[R86][R20] of random octets nothing is left that could steer, and what is safe is left alone") {
    std::mt19937 random(86);
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto size = random() % 12; size > 0; --size)
            text.push_back(static_cast<char>(round % 2 == 0 ? random() % 256 : 0x80 + random() % 128));
        const auto safe = printable(text);
        REQUIRE(harmless(safe));
        REQUIRE(safe.size() <= 4 * text.size());
        if (safe.find('\\') == safe.npos) REQUIRE(safe == text);
    }
}

}  // namespace popline::test
