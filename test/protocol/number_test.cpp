// SPDX-License-Identifier: BSL-1.0
#include "protocol/number.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace popline::test {

namespace {

std::optional<message_number> message_number_of(std::string_view text) {
    return protocol::take_message_number(text);
}

std::optional<std::uint64_t> size_of(std::string_view text) {
    return protocol::take_number(text);
}

}  // namespace

TEST_CASE("[R10] a message number is decimal digits from 1 to 2^31-1 and nothing else") {
    CHECK(message_number_of("1") == 1);
    CHECK(message_number_of("2147483647") == 2147483647);
    CHECK(message_number_of("007") == 7);
    CHECK(message_number_of(std::string(100, '0') + "12") == 12);
    for (const std::string_view word :
         {"", "0", "000", "-1", "+1", "0x1", "1e3", "1.0", "1,000", "2147483648", "4294967296", "4294967297",
          "18446744073709551616", "18446744073709551617", "one", "\xb2", "1\r"})
        CHECK_FALSE(message_number_of(word).has_value());
    CHECK_FALSE(message_number_of(std::string_view("1\0", 2)).has_value());
    CHECK_FALSE(message_number_of(std::string(1000, '9')).has_value());
}

TEST_CASE("[R11] a size is decimal digits up to 2^63-1, and none is unknown") {
    CHECK(size_of("0") == 0);
    CHECK(size_of("4294967296") == 4294967296);
    CHECK(size_of("9223372036854775807") == 9223372036854775807);
    for (const std::string_view word :
         {"", "9223372036854775808", "9223372036854775810", "18446744073709551615", "18446744073709551616",
          "92233720368547758070", "-1", "+1", "0x10", "1k", "1\r"})
        CHECK_FALSE(size_of(word).has_value());
}

TEST_CASE("[R12] a number is taken as a word is, and a word that only begins with digits is none") {
    std::string_view text = " \t 17\t\t+2";
    CHECK(protocol::take_number(text) == 17);
    CHECK(text == "\t\t+2");
    CHECK_FALSE(protocol::take_number(text).has_value());
    CHECK(message_number_of("1 2") == 1);
    CHECK(message_number_of(" 1\t") == 1);
    CHECK_FALSE(message_number_of("1x 2").has_value());
    CHECK_FALSE(message_number_of("x1 2").has_value());
}

}  // namespace popline::test
