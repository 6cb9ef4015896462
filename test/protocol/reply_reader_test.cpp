// SPDX-License-Identifier: BSL-1.0
#include "protocol/reply_reader.hpp"

#include <doctest/doctest.h>

#include <string>

#include "broken.hpp"
#include "transcript.hpp"

namespace popline::test {

using protocol::reply_reader;
using protocol::shape;

TEST_CASE(
    "[R1][R2] replies of every shape read alike, however they are cut and whatever stands around them") {
    reads_as(shape::status, "+OK\r\n", "ok  | end | ");
    reads_as(shape::status, "+OK 2 320\r\n", "ok 2 320 | end | ");
    reads_as(shape::status, "-ERR no such message\r\n", "err no such message | end | ");
    reads_as(shape::lines, "+OK 2\r\n1 120\r\n2 200\r\n.\r\n", "ok 2 | line 1 120 | line 2 200 | end | ");
    reads_as(shape::lines, "+OK\r\n.\r\n", "ok  | end | ");
    reads_as(shape::lines, "-ERR\r\n", "err  | end | ");
    reads_as(shape::body, "+OK\r\na\r\n..b\r\n.\r\n", "ok  | octets a\r\n.b\r\n | end | ");
    reads_as(shape::body, "+OK\r\n.\r\n", "ok  | end | ");
    reads_as(shape::body, "-ERR gone\r\n", "err gone | end | ");
    reads_as(shape::dialogue, "+ \r\n+ b25l\r\n+OK in\r\n", "more  | more b25l | ok in | end | ");
    reads_as(shape::dialogue, "+\r\n-ERR [AUTH] no\r\n", "more  | err [AUTH] no | end | ");
}

TEST_CASE(
    "[R3] of the lines of a list too, only a lone dot is the end and one dot is taken from the others") {
    reads_as(shape::lines, "+OK\r\n..\r\n.x\r\n. \r\n...\r\nx.\r\n.\r\n",
             "ok  | line . | line x | line   | line .. | line x. | end | ");
}

TEST_CASE("[R5] NUL and 8-bit octets in status lines and lists neither end nor shorten them") {
    using namespace std::string_literals;
    reads_as(shape::status, "+OK a\0b\xff\r\n"s, "ok a\0b\xff | end | "s);
    reads_as(shape::lines, "+OK\r\n1 \0\x80\r\r\n\0\r\n\r\n.\r\n"s,
             "ok  | line 1 \0\x80\r | line \0 | line  | end | "s);
}

TEST_CASE("[R6] bare LF ends a status line and the lines of a list, whatever the others end in") {
    reads_as(shape::status, "+OK hi\n", "ok hi | end | ");
    reads_as(shape::lines, "+OK\n1 a\n2 b\n.\n", "ok  | line 1 a | line 2 b | end | ");
    reads_as(shape::lines, "+OK\r\n1 a\n.\n", "ok  | line 1 a | end | ");
    reads_as(shape::dialogue, "+ x\n-ERR\n", "more x | err  | end | ");
}

TEST_CASE("[R6] a body takes a bare LF end mark only where its own status line ended in bare LF") {
    reads_as(shape::body, "+OK\na\n.\n", "ok  | octets a\n | end | ");
    reads_as(shape::body, "+OK\r\na\n.\nb\r\n.\nc\r\n.\r\n", "ok  | octets a\n.\nb\r\n\nc\r\n | end | ");
    // The line end is found anew for each reply: the status line of the reply before ended with the other
    // kind.
    CHECK(transcript({shape::body, shape::body}, {"+OK\na\n.\n+OK\r\nb\n.\r\n\n.\r\nc\r\n.\r\n"})
          == "ok  | octets a\n | end | ok  | octets b\n.\r\n\n.\r\nc\r\n | end | ");
}

TEST_CASE("[R7] a first token that is not +OK or -ERR breaks the stream, and no line is skipped") {
    const auto expected = broken(errc::malformed_status);
    for (const std::string_view line : {"", "OK", "+OKAY", "+OK:", "-ERROR", "+ OK", "+", "+ ", "ok", "-",
                                        "* OK", " +OK", "+OK\x80", "220 hi", "."})
        for (const auto reply : {shape::status, shape::lines, shape::body})
            reads_as(reply, std::string(line) + "\r\n", expected);
    reads_as(shape::status, "\r\n+OK\r\n", expected);
    reads_as(shape::dialogue, "+x\r\n", expected);
    reads_as(shape::dialogue, "+ a\r\nAUTH\r\n", "more a | " + expected);
}

TEST_CASE("[R7] the sign is known in any letter case, and a blank, a tab or the end of the line follows it") {
    for (const std::string_view sign : {"+OK", "+ok", "+oK", "+Ok"})
        reads_as(shape::status, std::string(sign) + " w\r\n", "ok w | end | ");
    for (const std::string_view sign : {"-ERR", "-err", "-eRr"})
        reads_as(shape::status, std::string(sign) + "\tw\r\n", "err w | end | ");
    reads_as(shape::status, "+OK  two\r\n", "ok  two | end | ");
}

TEST_CASE("[R8] the server's words never decide whether a reply has more lines") {
    reads_as(shape::status, "+OK 2 messages follow:\r\n", "ok 2 messages follow: | end | ");
    reads_as(shape::lines, "-ERR listing follows\r\n", "err listing follows | end | ");
    reads_as(shape::body, "-ERR 120 octets\r\n", "err 120 octets | end | ");
    reads_as(shape::lines, "+OK no messages\r\n.\r\n", "ok no messages | end | ");
}

TEST_CASE("[R21] no octet of an unfinished status or list line is looked at twice") {
    for (const std::string_view before : {"", "+OK\r\n"}) {
        const limits within;
        reply_reader reader(within);
        reader.expect(shape::lines);
        auto input = before;
        reader.next(input);
        // The bytes that were searched without success become LFs. A second search would find one.
        std::string line;
        for (int octets = 0; octets < 1000; ++octets) {
            line.push_back('x');
            input = line;
            REQUIRE(reader.next(input) == reply_reader::frame::need_more);
            REQUIRE(input.size() == line.size());
            line.back() = '\n';
        }
    }
}

}  // namespace popline::test
