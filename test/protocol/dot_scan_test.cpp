// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <string>

#include "protocol/dot_scan.hpp"

namespace popline::test {

namespace {

std::size_t naive(std::string_view text) {
    for (std::size_t at = 0; at + 1 < text.size(); ++at)
        if (text[at] == '\n' && text[at + 1] == '.') return at;
    return text.size();
}

}  // namespace

TEST_CASE("[R3] the fast search for LF and dot finds what a naive one finds, at every size and alignment") {
    std::mt19937 random(1939);
    // Three kinds of text: with many matches, with a few, and with almost none.
    const std::string_view alphabets[] = {"\n.", "\n.\ra",
                                          "\n.abcdefghijklmnopqrstuvwxyz0123456789\r\x8a\xff"};
    for (std::size_t size = 0; size <= 600; ++size)
        for (std::size_t alignment = 0; alignment < 17; ++alignment)
            for (const auto alphabet : alphabets) {
                // The block ends where the text ends: a sanitizer sees a look past it.
                const auto block = std::make_unique<char[]>(alignment + size);
                for (std::size_t at = 0; at < size; ++at)
                    block[alignment + at] = alphabet[random() % alphabet.size()];
                const std::string_view text(block.get() + alignment, size);
                REQUIRE(protocol::find_line_feed_dot(text) == naive(text));
            }
}

TEST_CASE("[R3] one LF and dot is found wherever it stands, and neither alone is taken for both") {
    for (std::size_t size = 2; size <= 600; ++size)
        for (std::size_t at = 0; at + 1 < size; ++at) {
            std::string text(size, 'x');
            text[at] = '\n';
            REQUIRE(protocol::find_line_feed_dot(text) == size);
            text[at + 1] = '.';
            REQUIRE(protocol::find_line_feed_dot(text) == at);
            text[at] = 'x';
            REQUIRE(protocol::find_line_feed_dot(text) == size);
        }
}

}  // namespace popline::test
