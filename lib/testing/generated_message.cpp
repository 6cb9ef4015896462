// SPDX-License-Identifier: BSL-1.0
#include "testing/generated_message.hpp"

#include <algorithm>

namespace popline::testing::detail {

namespace {
constexpr std::size_t smallest = 256;
constexpr std::size_t line_length = 74;  // bytes per line, CRLF included
}  // namespace

std::size_t size_of_generated(std::size_t bytes) noexcept {
    return std::max(bytes, smallest);
}

std::string generated_message(std::size_t number, std::size_t bytes) {
    bytes = size_of_generated(bytes);
    auto const name = std::to_string(number);
    std::string text = "From: Ada <ada@example.org>\r\nTo: Bob <bob@example.org>\r\nSubject: Generated mail "
                       + name + "\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\nMessage-ID: <" + name
                       + ".generated@example.org>\r\n\r\n";
    text.reserve(bytes);
    for (auto line = number; text.size() < bytes; ++line) {
        auto const remaining = bytes - text.size();
        // Never leave one byte for the last line: its CRLF needs two.
        auto length = remaining < line_length + 2 ? remaining : line_length;
        if (line % 40 == 7 && remaining >= 5) length = 3;
        auto const begin = text.size();
        text.append(length - 2, static_cast<char>('a' + line % 26)) += "\r\n";
        if (length > 2 && (length == 3 || line % 10 == 9)) text[begin] = '.';
    }
    return text;
}

}  // namespace popline::testing::detail
