// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "broken.hpp"
#include "protocol/reply_reader.hpp"
#include "transcript.hpp"

namespace popline::test {

using protocol::reply_reader;
using protocol::shape;

namespace {

limits small() {
    limits within;
    within.status_line_bytes = 10;
    within.list_line_bytes = 6;
    within.challenge_bytes = 16;
    return within;
}

}  // namespace

TEST_CASE("[R9] a status line at its limit is read, one octet past it breaks the stream") {
    reads_as(shape::status, "+OK 123456\r\n", "ok 123456 | end | ", small());
    reads_as(shape::status, "+OK 123456\n", "ok 123456 | end | ", small());
    for (const auto reply : {shape::status, shape::lines, shape::body}) {
        reads_as(reply, "+OK 1234567\r\n", broken(errc::status_line_too_long), small());
        reads_as(reply, "+OK 1234567\n", broken(errc::status_line_too_long), small());
        reads_as(reply, "+OK " + std::string(100, 'x'), broken(errc::status_line_too_long), small());
    }
    // A line that is too long is reported as too long, even if it is no status line: it was not read to its
    // end.
    reads_as(shape::status, std::string(100, 'x') + "\r\n", broken(errc::status_line_too_long), small());
}

TEST_CASE("[R9] a challenge has a limit of its own, and an error of its own") {
    reads_as(shape::dialogue, "+ 12345678901234\r\n+OK\r\n", "more 12345678901234 | ok  | end | ", small());
    reads_as(shape::dialogue, "+ 123456789012345\r\n", broken(errc::challenge_too_long), small());
    reads_as(shape::dialogue, "+ a\r\n+ 1234567890123456", "more a | " + broken(errc::challenge_too_long),
             small());
}

TEST_CASE("[R9] a list line past its limit is thrown away and said to be, and the list goes on") {
    reads_as(shape::lines, "+OK\r\n123456\r\n.\r\n", "ok  | line 123456 | end | ", small());
    reads_as(shape::lines, "+OK\r\n123456\n.\n", "ok  | line 123456 | end | ", small());
    reads_as(shape::lines, "+OK\r\n1234567\r\n2 b\r\n.\r\n", "ok  | overlong | line 2 b | end | ", small());
    reads_as(shape::lines, "+OK\r\n1234567\n2 b\n.\n", "ok  | overlong | line 2 b | end | ", small());
    reads_as(shape::lines, "+OK\r\n" + std::string(99, '.') + "\r\n.\r\n", "ok  | overlong | end | ",
             small());
    reads_as(shape::lines, "+OK\r\n" + std::string(20, 'x') + "\r\n" + std::string(20, 'y') + "\r\n.\r\n",
             "ok  | overlong | overlong | end | ", small());
    // No part of a line that was set aside is taken for the end.
    reads_as(shape::lines, "+OK\r\n1234567 8\r.\r9\r\n.\r\n", "ok  | overlong | end | ", small());
}

TEST_CASE("[R9] no more is kept than the limit, however long the line and small the reads") {
    struct endless {
        shape reply;
        std::string_view before;
        std::size_t most;
    };
    for (const auto& [reply, before, most] :
         {endless{shape::status, "", 10}, endless{shape::dialogue, "", 16},
          endless{shape::lines, "+OK\r\n", 6}, endless{shape::body, "+OK\r\n", 0}})
        for (const std::size_t read : {1U, 3U, 7U}) {
            const auto within = small();
            reply_reader reader(within);
            reader.expect(reply);
            std::string kept(before);
            for (int reads = 0; reads < 100; ++reads) {
                kept.append(read, 'x');
                std::string_view input(kept);
                auto kind = reply_reader::frame::status;
                while (kind != reply_reader::frame::need_more && kind != reply_reader::frame::broken)
                    kind = reader.next(input);
                if (kind == reply_reader::frame::broken) break;
                kept.erase(0, kept.size() - input.size());
                REQUIRE(kept.size() <= most + 1);  // a CR may follow the last byte
            }
        }
}

TEST_CASE("[R9] a limit raised to the most there is, is none") {
    limits within;
    within.status_line_bytes = within.list_line_bytes = within.challenge_bytes = SIZE_MAX;
    reads_as(shape::lines, "+OK 1\r\n1 a\r\n.\r\n", "ok 1 | line 1 a | end | ", within);
    reads_as(shape::dialogue, "+ a\r\n+OK\r\n", "more a | ok  | end | ", within);
}

TEST_CASE("[R9] a line of a message has no limit") {
    const std::string line(1000, 'x');
    reads_as(shape::body, "+OK\r\n" + line + "\r\n.\r\n", "ok  | octets " + line + "\r\n | end | ", small());
}

TEST_CASE("[R9][R16][R18] the limits are those of the table") {
    using namespace std::chrono_literals;
    constexpr limits is;
    CHECK(is.status_line_bytes == 8192);
    CHECK(is.list_line_bytes == 1024);
    CHECK(is.challenge_bytes == 16384);
    CHECK(is.command_bytes == 255);
    CHECK(is.round_count == 10);
    CHECK(is.capability_count == 100);
    CHECK(is.message_count == 1'000'000);
    CHECK(is.listing_bytes == 64 * 1024 * 1024);
    CHECK(is.quoted_reply_bytes == 512);
    CHECK(is.message_in_memory_bytes == 256 * 1024 * 1024);
    CHECK(is.initial_window_commands == 256);
    CHECK(is.largest_window_commands == 1024);
    CHECK(is.window_bytes == 4 * 1024 * 1024);
    CHECK(is.unknown_size_bytes == 64 * 1024);
    CHECK(is.queued_command_count == 100'000);
    CHECK(is.consecutive_refusal_count == 10);
    CHECK(is.drain_bytes == 32 * 1024 * 1024);
    CHECK(is.drain_timeout == 10s);
    CHECK(is.connect_timeout == 30s);
    CHECK(is.address_timeout == 10s);
    CHECK(is.address_count == 16);
    CHECK(is.proxy_timeout == 30s);
    CHECK(is.handshake_timeout == 15s);
    CHECK(is.greeting_timeout == 60s);
    CHECK(is.progress_timeout == 180s);
    CHECK(is.progress_bytes == 4096);
    CHECK(is.quit_timeout == 300s);
}

TEST_CASE("[R9] the limits of a session hold as they are by default: at 8,192 octets and one past it") {
    const std::string words(8192 - 4, 'w');
    CHECK(transcript({shape::status}, {"+OK " + words + "\r\n"}) == "ok " + words + " | end | ");
    CHECK(transcript({shape::status}, {"+OK " + words + "w\r\n"}) == broken(errc::status_line_too_long));
    const std::string id(1024, 'i');
    CHECK(transcript({shape::lines}, {"+OK\r\n" + id + "\r\n.\r\n"}) == "ok  | line " + id + " | end | ");
    CHECK(transcript({shape::lines}, {"+OK\r\n" + id + "i\r\n.\r\n"}) == "ok  | overlong | end | ");
    const std::string challenge(16384 - 2, 'c');
    CHECK(transcript({shape::dialogue}, {"+ " + challenge + "\r\n"}) == "more " + challenge + " | ");
    CHECK(transcript({shape::dialogue}, {"+ " + challenge + "c\r\n"}) == broken(errc::challenge_too_long));
}

}  // namespace popline::test
