// SPDX-License-Identifier: BSL-1.0
// The window of the pipeline: in commands, in bytes due, and after a series of refusals.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "cuts.hpp"
#include "desk.hpp"

namespace popline::test {

using protocol::shape;

namespace {

std::size_t lines_of(std::string_view written) {
    return static_cast<std::size_t>(std::count(written.begin(), written.end(), '\n'));
}

/// A desk whose window has room for many commands and for this many bytes due.
struct deep : desk {
    explicit deep(std::uint64_t octets) : desk(within(octets)) { pipeline.width().fix(100); }
    static limits within(std::uint64_t octets) {
        limits made;
        made.window_bytes = octets;
        return made;
    }
};

}  // namespace

TEST_CASE("[R24] the pipeline keeps exactly as many commands unanswered as the window says") {
    for (const std::size_t width : {1U, 2U, 3U, 8U}) {
        desk one;
        one.pipeline.width().fix(width);
        for (int command = 0; command < 40; ++command)
            one.submit("A");
        CHECK(lines_of(one.write()) == width);
        CHECK(one.write() == "");
        std::size_t answered = 0;
        for (; answered < 40 - width; ++answered) {
            one.hear("+OK\r\n");
            one.write();
            CHECK(one.pipeline.unanswered() <= width);
            CHECK(one.pipeline.unanswered() + width / 2 > width - 1);
        }
    }
}

TEST_CASE("[R24] the window of a long run doubles per round trip, also after a greeting") {
    limits within;
    within.initial_window_commands = 4;
    within.largest_window_commands = 16;
    desk one(within);
    protocol::entry greeting;
    greeting.what.name = protocol::verb::greeting;
    one.pipeline.expect_greeting(greeting);
    one.hear("+OK\r\n");
    one.pipeline.width().widen();
    for (int command = 0; command < 200; ++command)
        one.submit("A");
    std::string flights;
    while (one.pipeline.unanswered() + one.pipeline.waiting() > 0) {
        const auto sent = lines_of(one.write());
        flights += std::to_string(sent) + " ";
        std::string replies;
        for (std::size_t at = 0; at < sent; ++at)
            replies += "+OK\r\n";
        one.hear(replies);
    }
    CHECK(flights.starts_with("4 8 16 16 16 "));
}

TEST_CASE(
    "[R25] a message larger than the window of octets leaves, and so does the next with less than it due") {
    deep one(100);
    one.retrieve(1, 1'000'000);
    one.retrieve(2, 10);
    one.retrieve(3, 1'000'000);
    one.retrieve(4, 10);
    CHECK(one.write() == "RETR 1\r\n");
    CHECK(one.pipeline.due() == 1'000'000);
    one.hear("+OK\r\n" + std::string(999'894, 'x'));
    CHECK(one.pipeline.due() == 101);
    CHECK(one.write() == "");
    one.hear("xx");
    CHECK(one.pipeline.due() == 99);
    CHECK(one.write() == "RETR 2\r\n");  // 109 bytes are due
    one.hear("xxxxxxxxxx");
    CHECK(one.write() == "RETR 3\r\n");
    CHECK(one.pipeline.due() == 1'000'099);
}

TEST_CASE("[R25] what a command reserved comes back once, however its reply goes") {
    struct {
        std::string_view reply;
        bool abandoned;
    } const table[] = {
        {"+OK\r\nshort\r\n.\r\n", false},
        {"+OK\r\nmuch longer than what was said of it\r\nand then some\r\n.\r\n", false},
        {"+OK\r\n.\r\n", false},
        {"-ERR gone\r\n", false},
        {"-ERR a refusal that is longer than all that was reserved\r\n", false},
        {"+OK\r\nshort\r\n.\r\n", true},
        {"+OK\r\nmuch longer than what was said of it\r\nand then some\r\n.\r\n", true},
        {"-ERR gone\r\n", true},
    };
    for (const auto& row : table)
        for_each_cut(row.reply, [&](const pieces& cut) {
            deep one(1000);
            auto& first = one.retrieve(1, 30);
            one.retrieve(2, 500);
            one.write();
            REQUIRE(one.pipeline.due() == 530);
            if (row.abandoned) one.drop(first);
            std::uint64_t before = 530;
            for (const auto piece : cut) {
                one.hear(piece);
                REQUIRE(one.pipeline.due() <= before);
                REQUIRE(one.pipeline.due() >= 500);  // at most what was reserved is taken back
                before = one.pipeline.due();
            }
            REQUIRE(one.pipeline.due() == 500);
            one.hear("-ERR\r\n");
            REQUIRE(one.pipeline.due() == 0);
        });
}

TEST_CASE("[R25] what was reserved comes back at the end of a session too") {
    deep one(1000);
    one.retrieve(1, 30);
    one.retrieve(2, 40);
    one.write();
    one.hear("+OK\r\n12345");
    CHECK(one.pipeline.due() == 60);
    one.pipeline.take_oldest();
    CHECK(one.pipeline.due() == 40);
    one.pipeline.take_oldest();
    CHECK(one.pipeline.due() == 0);
}

TEST_CASE("[R11][R25] sizes at their most do not overflow what is due") {
    limits within;
    within.window_bytes = UINT64_MAX;
    desk one(within);
    one.pipeline.width().fix(100);
    constexpr std::uint64_t most = (std::uint64_t{1} << 63) - 1;
    for (message_number number = 1; number <= 4; ++number)
        one.retrieve(number, most);
    while (one.write() != "") {}
    CHECK(one.pipeline.due() == UINT64_MAX);
    CHECK(one.pipeline.unanswered() == 3);
    while (one.pipeline.unanswered() > 0) {
        CHECK(one.pipeline.due() >= 1);
        one.hear("-ERR\r\n");
        one.write();
    }
    CHECK(one.pipeline.due() == 0);
    CHECK(one.pipeline.idle());
}

TEST_CASE("[R33] after ten refusals in a row one command is out at a time, until a success") {
    desk one;
    one.pipeline.width().fix(4);
    for (int command = 0; command < 30; ++command)
        one.submit("A");
    one.write();
    for (int refusals = 1; refusals <= 9; ++refusals) {
        one.hear("-ERR\r\n");
        one.write();
        CHECK(one.pipeline.unanswered() >= 3);
    }
    CHECK(one.pipeline.refused_in_a_row() == 9);
    one.hear("-ERR\r\n");
    while (one.pipeline.unanswered() > 0) {
        CHECK(one.write() == "");
        one.hear("-ERR\r\n");
    }
    CHECK(one.write() == "A\r\n");
    one.hear("-ERR\r\n");
    CHECK(one.write() == "A\r\n");
    one.hear("+OK\r\n");
    CHECK(one.pipeline.refused_in_a_row() == 0);
    CHECK(one.write() == "A\r\nA\r\nA\r\nA\r\n");
}

TEST_CASE("[R33] a success among refusals starts the count anew, and what the pipeline counted can be read") {
    desk one;
    one.pipeline.width().fix(4);
    for (int command = 0; command < 20; ++command)
        one.submit("A");
    for (int round = 0; round < 2; ++round) {
        for (int refusals = 0; refusals < 9; ++refusals) {
            one.write();
            one.hear("-ERR\r\n");
        }
        one.write();
        one.hear("+OK\r\n");
    }
    CHECK(one.pipeline.idle());
    CHECK(one.pipeline.counted().commands == 20);
    CHECK(one.pipeline.counted().refusals == 18);
    CHECK(one.pipeline.counted().abandoned == 0);
}

TEST_CASE("[R34] once the window is narrowed nothing is pipelined on the word of an old list") {
    desk one;
    one.pipeline.width().widen();
    one.submit("A");
    one.submit("B");
    CHECK(one.write() == "A\r\nB\r\n");
    one.hear("+OK\r\n+OK\r\n");
    one.pipeline.width().narrow();
    one.submit("C");
    one.submit("D");
    CHECK(one.write() == "C\r\n");
    CHECK(one.write() == "");
}

TEST_CASE("[R35] the oldest unanswered command and how many are in flight can be named") {
    desk one;
    one.pipeline.width().fix(8);
    one.submit(protocol::about(protocol::verb::dele, 3));
    one.submit("B");
    one.submit("C");
    one.write();
    CHECK(one.pipeline.head()->what.name == protocol::verb::dele);
    CHECK(one.pipeline.unanswered() == 3);
    CHECK_FALSE(one.pipeline.head_has_begun());
    one.hear("+OK\r\n");
    CHECK(one.pipeline.head()->what.text == "B\r\n");
    CHECK(one.pipeline.unanswered() == 2);
}

}  // namespace popline::test
