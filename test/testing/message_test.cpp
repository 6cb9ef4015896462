// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <string>

#include "testing/message.hpp"

using popline::testing::detail::message;

TEST_CASE("dot-stuffing applies only at the start of the text and after CRLF") {
    CHECK(message("a\r\n.\r\n..b\r\nc.d\r\n").reply() == "+OK 16 octets\r\na\r\n..\r\n...b\r\nc.d\r\n.\r\n");
    CHECK(message(".\r\n").reply() == "+OK 3 octets\r\n..\r\n.\r\n");
    CHECK(message("a\n.\r\n").reply() == "+OK 5 octets\r\na\n.\r\n.\r\n");
}

TEST_CASE("the reply adds CRLF to a message that does not end in one, and the size includes it") {
    CHECK(message("a").reply() == "+OK 3 octets\r\na\r\n.\r\n");
    CHECK(message("a\n").reply() == "+OK 4 octets\r\na\n\r\n.\r\n");
    CHECK(message("a\r\n.").reply() == "+OK 6 octets\r\na\r\n..\r\n.\r\n");
}

TEST_CASE("the reply for an empty message is the status line and the end mark only") {
    CHECK(message("").reply() == "+OK 0 octets\r\n.\r\n");
}

TEST_CASE("text() returns the given message byte for byte") {
    for (std::string const text : {"", ".", "..", ".\r\n", "a\r\n.\r\n", "\r\n.\r\n.\r\n..", "a\n.b\r", "\r",
                                   "\n", "\r\n", "a\r\r\n.\r\n", "....\r\n....\r\n"})
        CHECK(message(text).text() == text);
    CHECK(message(std::string("a\0\xff\r\n", 5)).text() == std::string("a\0\xff\r\n", 5));
}

TEST_CASE("top() returns the header, the empty line and the requested number of body lines") {
    message const mail("A: b\r\nC: d\r\n\r\n.one\r\ntwo\r\nthree");
    CHECK(mail.top(0) == "A: b\r\nC: d\r\n\r\n");
    CHECK(mail.top(1) == "A: b\r\nC: d\r\n\r\n..one\r\n");
    CHECK(mail.top(3) == "A: b\r\nC: d\r\n\r\n..one\r\ntwo\r\nthree\r\n");
    CHECK(mail.top(99) == mail.top(3));
    CHECK(message("A: b").top(0) == "A: b\r\n");
    CHECK(message("").top(5).empty());
}
