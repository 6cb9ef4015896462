// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <string>

#include "testing/message.hpp"

using popline::testing::detail::message;

TEST_CASE("a message is stuffed at the start of a line only, where CRLF ends the one before") {
    CHECK(message("a\r\n.\r\n..b\r\nc.d\r\n").reply() == "+OK 16 octets\r\na\r\n..\r\n...b\r\nc.d\r\n.\r\n");
    CHECK(message(".\r\n").reply() == "+OK 3 octets\r\n..\r\n.\r\n");
    CHECK(message("a\n.\r\n").reply() == "+OK 5 octets\r\na\n.\r\n.\r\n");
}

TEST_CASE("a message without a last CRLF gets one on the wire, and its size says so") {
    CHECK(message("a").reply() == "+OK 3 octets\r\na\r\n.\r\n");
    CHECK(message("a\n").reply() == "+OK 4 octets\r\na\n\r\n.\r\n");
    CHECK(message("a\r\n.").reply() == "+OK 6 octets\r\na\r\n..\r\n.\r\n");
}

TEST_CASE("an empty message is sent as nothing but the end mark") {
    CHECK(message("").reply() == "+OK 0 octets\r\n.\r\n");
}

TEST_CASE("the text of a message is what was given, octet for octet") {
    for (std::string const text : {"", ".", "..", ".\r\n", "a\r\n.\r\n", "\r\n.\r\n.\r\n..", "a\n.b\r", "\r",
                                   "\n", "\r\n", "a\r\r\n.\r\n", "....\r\n....\r\n"})
        CHECK(message(text).text() == text);
    CHECK(message(std::string("a\0\xff\r\n", 5)).text() == std::string("a\0\xff\r\n", 5));
}

TEST_CASE("the top of a message is its header, the empty line and so many lines") {
    message const mail("A: b\r\nC: d\r\n\r\n.one\r\ntwo\r\nthree");
    CHECK(mail.top(0) == "A: b\r\nC: d\r\n\r\n");
    CHECK(mail.top(1) == "A: b\r\nC: d\r\n\r\n..one\r\n");
    CHECK(mail.top(3) == "A: b\r\nC: d\r\n\r\n..one\r\ntwo\r\nthree\r\n");
    CHECK(mail.top(99) == mail.top(3));
    CHECK(message("A: b").top(0) == "A: b\r\n");
    CHECK(message("").top(5).empty());
}
