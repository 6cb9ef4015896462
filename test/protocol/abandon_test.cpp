// SPDX-License-Identifier: BSL-1.0
// Commands that were dropped after they were written.
#include <doctest/doctest.h>

#include <string>

#include "broken.hpp"
#include "cuts.hpp"
#include "desk.hpp"

namespace popline::test {

using protocol::shape;
using standing = protocol::entry::standing;

TEST_CASE(
    "[R37][R67] an abandoned reply of any shape is read to its true end, and the next goes where it "
    "belongs") {
    struct {
        shape reply;
        std::string_view octets;
    } const table[] = {
        {shape::status, "+OK\r\n"},
        {shape::status, "-ERR\r\n"},
        {shape::lines, "+OK\r\n1 a\r\n..\r\n2 b\r\n.\r\n"},
        {shape::lines, "+OK\r\n.\r\n"},
        {shape::lines, "-ERR\r\n"},
        {shape::body, "+OK\r\na\r\n..\r\n+OK\r\n.\r\n"},
        {shape::body, "+OK\r\n.\r\n"},
        {shape::body, "-ERR\r\n"},
    };
    // The command is dropped after this many bytes of its reply: none, some, or all but the last.
    for (const auto& row : table)
        for (std::size_t heard = 0; heard < row.octets.size(); ++heard)
            for_each_cut(row.octets.substr(heard), [&](const pieces& cut) {
                desk one;
                one.pipeline.width().fix(2);
                auto& first = one.submit("A", row.reply);
                one.submit("B");
                one.submit("C");
                REQUIRE(one.write() == "A\r\nB\r\n");
                one.hear(row.octets.substr(0, heard));
                one.drop(first);
                REQUIRE(first.stands == standing::abandoned);
                std::string text;
                for (const auto piece : cut) {
                    REQUIRE(one.write() == "");  // the window counts it until its reply ends
                    text += one.hear(piece);
                }
                REQUIRE(text == "(A) | ");
                REQUIRE(first.stands == standing::idle);
                REQUIRE(one.write() == "C\r\n");
                REQUIRE(one.hear("+OK b\r\n-ERR c\r\n") == "B: ok b | C: err c | ");
            });
}

TEST_CASE("[R66] a queued command that is dropped is never written, and its neighbours notice nothing") {
    for (std::size_t victim = 0; victim < 3; ++victim) {
        desk one;
        protocol::entry* entries[] = {&one.submit("A"), &one.submit("B"), &one.submit("C")};
        one.drop(*entries[victim]);
        CHECK(entries[victim]->stands == standing::idle);
        one.pipeline.width().fix(8);
        std::string all = "A\r\nB\r\nC\r\n";
        CHECK(one.write() == all.erase(3 * victim, 3));
        CHECK(one.pipeline.unanswered() == 2);
        CHECK(one.pipeline.counted().abandoned == 0);
    }
}

TEST_CASE("[R66] a command that rode along and is dropped takes no reason to write with it") {
    desk one;
    auto rides = protocol::about(protocol::verb::dele, 1);
    rides.leaves = protocol::urgency::rides;
    auto& first = one.submit(rides);
    auto& second = one.submit("A");
    one.drop(second);
    CHECK(one.write() == "");
    one.drop(first);
    CHECK(one.pipeline.idle());
    one.submit("B");
    CHECK(one.write() == "B\r\n");
}

TEST_CASE(
    "[R66] a command dropped while it is partly written is written to its end and its reply thrown away") {
    for (std::size_t written = 1; written < 6; ++written) {
        desk one;
        one.pipeline.width().fix(2);
        auto& first = one.submit("ABCD");
        one.submit("B");
        CHECK(one.write(written) == std::string_view("ABCD\r\n").substr(0, written));
        one.drop(first);
        CHECK(one.write() == std::string("ABCD\r\nB\r\n").substr(written));
        CHECK(one.hear("+OK a\r\n+OK b\r\n") == "(ABCD) | B: ok b | ");
    }
}

TEST_CASE("[R68] of a body that was dropped half-way not one octet more is heard of") {
    desk one;
    auto& first = one.retrieve(1);
    one.write();
    CHECK(one.hear("+OK\r\nhalf") == "RETR 1? ok  | RETR 1< half | ");
    one.drop(first);
    CHECK(one.hear(" and the rest\r\n") == "");
    CHECK(one.hear(".\r\n") == "(RETR 1) | ");
}

TEST_CASE("[R62] an abandoned list gives back what it held") {
    desk one;
    auto& first = one.submit("LIST", shape::lines);
    one.write();
    std::string lines = "+OK\r\n";
    for (int line = 0; line < 1000; ++line)
        lines += "1 234567890\r\n";
    one.hear(lines);
    CHECK(first.reply.lines.size() == 12'000);
    one.drop(first);
    CHECK(first.reply.lines.capacity() < 100);
    one.hear(lines.substr(5));
    CHECK(first.reply.lines.empty());
    CHECK(one.hear(".\r\n") == "(LIST) | ");
}

TEST_CASE("[R67] a drain may cost its limit, and one octet more ends the session") {
    const std::string_view reply = "+OK\r\nabcdefgh\r\n.\r\n";
    limits within;
    within.drain_bytes = reply.size();
    for_each_cut(reply, [&](const pieces& cut) {
        for (const std::size_t less : {0U, 1U}) {
            auto limited = within;
            limited.drain_bytes -= less;
            desk one(limited);
            one.drop(one.retrieve(1));
            auto& first = one.retrieve(2);
            one.write();
            one.drop(first);
            std::string text;
            for (const auto piece : cut)
                text += one.hear(piece);
            REQUIRE(text == (less == 0 ? "(RETR 2) | " : broken(errc::drain_limit)));
            one.submit("A");
            REQUIRE(one.write() == (less == 0 ? "A\r\n" : ""));
        }
    });
}

TEST_CASE("[R67] a drain counts all abandoned replies in a row, and anew after a reply that is wanted") {
    limits within;
    within.drain_bytes = 12;
    for (const bool wanted_between : {true, false}) {
        desk one(within);
        one.pipeline.width().fix(8);
        protocol::entry* entries[] = {&one.submit("A"), &one.submit("B"), &one.submit("C")};
        one.write();
        one.drop(*entries[0]);
        if (!wanted_between) one.drop(*entries[1]);
        one.drop(*entries[2]);
        CHECK(one.hear("+OK\r\n+OK\r\n") == (wanted_between ? "(A) | B: ok  | " : "(A) | (B) | "));
        CHECK(one.hear("+OK 12\r\n") == (wanted_between ? "(C) | " : broken(errc::drain_limit)));
    }
}

TEST_CASE("[R22] dropping what is not in the pipeline, or twice, changes nothing") {
    desk one;
    one.pipeline.width().fix(4);
    auto& first = one.submit("A");
    auto& second = one.submit("B");
    one.write();
    one.drop(first);
    one.drop(first);
    CHECK(one.pipeline.counted().abandoned == 1);
    CHECK(one.hear("+OK\r\n+OK b\r\n") == "(A) | B: ok b | ");
    one.drop(first);
    one.drop(second);
    CHECK(one.pipeline.idle());
    CHECK(one.pipeline.counted().abandoned == 1);
}

}  // namespace popline::test
