// SPDX-License-Identifier: BSL-1.0
#include "values/words.hpp"

#include <doctest/doctest.h>

namespace popline::test {

TEST_CASE("[R12] words are separated by blanks and tabs in any number") {
    std::string_view text = " \t 1\t\t2   three \t";
    CHECK(values::take_word(text) == "1");
    CHECK(values::take_word(text) == "2");
    CHECK(values::take_word(text) == "three");
    CHECK(values::take_word(text) == "");
    CHECK(values::take_word(text) == "");
    CHECK(text.empty());
}

TEST_CASE("[R18] lines are taken off a text one by one, without their LF, the last one also if it has none") {
    std::string_view text = "TOP\n\nSASL PLAIN\r\nUIDL";
    CHECK(values::take_line(text) == "TOP");
    CHECK(values::take_line(text) == "");
    CHECK(values::take_line(text) == "SASL PLAIN\r");
    CHECK(text == "UIDL");
    CHECK(values::take_line(text) == "UIDL");
    CHECK(text.empty());
    CHECK(values::take_line(text) == "");
}

TEST_CASE("[R18] letters are compared without regard to ASCII case and to nothing else") {
    CHECK(values::same_letters("", ""));
    CHECK(values::same_letters("StLs", "sTlS"));
    CHECK_FALSE(values::same_letters("STLS", "STL"));
    CHECK_FALSE(values::same_letters("STL", "STLS"));
    CHECK_FALSE(values::same_letters("@[`{", "`{@["));
    CHECK_FALSE(values::same_letters("\xc4", "\xe4"));
}

}  // namespace popline::test
