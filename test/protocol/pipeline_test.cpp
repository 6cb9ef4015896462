// SPDX-License-Identifier: BSL-1.0
#include "protocol/pipeline.hpp"

#include <doctest/doctest.h>

#include <string>

#include "cuts.hpp"
#include "desk.hpp"

namespace popline::test {

using protocol::entry;
using protocol::shape;

TEST_CASE("[R1][R2][R22] replies of every shape go to the commands in their order, however they are cut") {
    const std::string_view wire =
        "+OK 2 320\r\n"
        "+OK\r\n1 120\r\n2 200\r\n.\r\n"
        "-ERR gone\r\n"
        "+OK 5 octets\r\n..a\r\n.\r\n"
        "-ERR no\r\n"
        "+OK\r\n.\r\n"
        "+OK bye\r\n";
    const std::string expected =
        "STAT: ok 2 320 | LIST: ok  {1 120;2 200;} | RETR 1? err gone | RETR 1: err gone | "
        "RETR 2? ok 5 octets | RETR 2< .a\r\n | RETR 2: ok  | UIDL: err no | "
        "RETR 3? ok  | RETR 3: ok  | NOOP: ok bye | ";
    for_each_cut(wire, [&](const pieces& cut) {
        desk one;
        one.pipeline.width().fix(8);
        one.submit("STAT");
        one.submit("LIST", shape::lines);
        one.retrieve(1);
        one.retrieve(2);
        one.submit("UIDL", shape::lines);
        one.retrieve(3);
        one.submit("NOOP");
        REQUIRE(one.write() == "STAT\r\nLIST\r\nRETR 1\r\nRETR 2\r\nUIDL\r\nRETR 3\r\nNOOP\r\n");
        for (const auto piece : cut)
            one.hear(piece);
        REQUIRE(one.heard() == expected);
        REQUIRE(one.pipeline.idle());
    });
}

TEST_CASE("[R23] without PIPELINING the next command is written when the last reply has ended, not before") {
    desk one;
    one.submit("A");
    one.submit("B", shape::lines);
    one.submit("C");
    CHECK(one.write() == "A\r\n");
    CHECK(one.write() == "");
    CHECK(one.hear("+OK\r") == "");
    CHECK(one.write() == "");
    CHECK(one.hear("\n") == "A: ok  | ");
    CHECK(one.write() == "B\r\n");
    CHECK(one.hear("+OK\r\n1\r\n") == "");
    CHECK(one.write() == "");
    CHECK(one.hear(".\r\n") == "B: ok  {1;} | ");
    CHECK(one.write() == "C\r\n");
}

TEST_CASE(
    "[R26] a barrier waits until all commands are answered, and nothing is written after it until it has "
    "ended") {
    desk one;
    one.pipeline.width().fix(8);
    one.submit("A");
    one.submit(build(protocol::verb::stls, shape::status));
    one.submit("CAPA", shape::lines);
    CHECK(one.write() == "A\r\n");
    one.submit("B");
    CHECK(one.hear("+OK\r\n") == "A: ok  | ");
    CHECK(one.write() == "STLS\r\n");
    CHECK(one.write() == "");
    CHECK(one.hear("-ERR no\r\n") == "STLS: err no | ");
    CHECK(one.write() == "CAPA\r\nB\r\n");
}

TEST_CASE("[R26] a dialogue is one barrier from its command to its last reply, also when it fails") {
    for (const auto& [last, told] : {std::pair{"+OK in\r\n", "ok in"}, std::pair{"-ERR no\r\n", "err no"}}) {
        desk one;
        one.pipeline.width().fix(8);
        one.answers = {"dGVzdA==\r\n"};
        one.submit(build(protocol::verb::auth, shape::dialogue, "PLAIN"));
        one.submit("NOOP");
        CHECK(one.write() == "AUTH PLAIN\r\n");
        CHECK(one.hear("+ \r\n") == "AUTH PLAIN? more  | ");
        CHECK(one.write() == "dGVzdA==\r\n");
        CHECK(one.write() == "");
        const auto text = std::string("AUTH PLAIN? ") + told + " | AUTH PLAIN: " + told + " | ";
        CHECK(one.hear(last) == text);
        CHECK(one.write() == "NOOP\r\n");
    }
}

TEST_CASE("[R26] what follows an AUTH leaves with it, and everything else waits for its last reply") {
    for (const bool accepts : {true, false}) {
        desk one;
        one.pipeline.width().fix(8);
        auto login = build(protocol::verb::auth, shape::dialogue, "PLAIN AA==");
        login.alone = protocol::barrier::leads;
        auto list = build(protocol::verb::list, shape::lines);
        list.alone = protocol::barrier::follows;
        one.submit("CAPA", shape::lines);
        one.submit(std::move(login));
        one.submit(std::move(list));
        one.submit("NOOP");
        CHECK(one.write() == "CAPA\r\n");
        CHECK(one.hear("+OK\r\n.\r\n") == "CAPA: ok  | ");
        CHECK(one.write() == "AUTH PLAIN AA==\r\nLIST\r\n");
        CHECK(one.write() == "");
        if (accepts) {
            CHECK(one.hear("+OK in\r\n+OK\r\n1 2\r\n.\r\n")
                  == "AUTH PLAIN AA==? ok in | AUTH PLAIN AA==: ok in | LIST: ok  {1 2;} | ");
        } else {
            CHECK(one.hear("-ERR no\r\n-ERR log in\r\n")
                  == "AUTH PLAIN AA==? err no | AUTH PLAIN AA==: err no | LIST: err log in | ");
        }
        CHECK(one.write() == "NOOP\r\n");
    }
}

TEST_CASE("[R26] what would follow an AUTH waits for it if the window is too narrow") {
    desk one;
    auto login = build(protocol::verb::auth, shape::dialogue, "PLAIN AA==");
    login.alone = protocol::barrier::leads;
    auto list = build(protocol::verb::list, shape::lines);
    list.alone = protocol::barrier::follows;
    one.submit(std::move(login));
    one.submit(std::move(list));
    CHECK(one.write() == "AUTH PLAIN AA==\r\n");
    one.hear("+OK\r\n");
    CHECK(one.write() == "LIST\r\n");
}

TEST_CASE("[R26] nothing is written before the greeting has come, whatever the window") {
    desk one;
    one.pipeline.width().fix(8);
    entry greeting;
    greeting.what.name = protocol::verb::greeting;
    one.pipeline.expect_greeting(greeting);
    one.submit("CAPA", shape::lines);
    CHECK(one.write() == "");
    CHECK(one.hear("+OK <1896.697170952@example>\r") == "");
    CHECK(one.hear("\n") == "greeting: ok <1896.697170952@example> | ");
    CHECK(one.write() == "CAPA\r\n");
}

TEST_CASE("[R27] what is ready together leaves in one write, and what rides waits for a reason to") {
    desk one;
    one.pipeline.width().fix(8);
    auto dele = protocol::about(protocol::verb::dele, 1);
    dele.leaves = protocol::urgency::rides;
    one.submit(dele);
    CHECK(one.write() == "");
    one.submit("A");
    one.submit("B");
    auto other = protocol::about(protocol::verb::dele, 2);
    other.leaves = protocol::urgency::rides;
    one.submit(other);
    CHECK(one.write() == "DELE 1\r\nA\r\nB\r\n");
    one.submit("C");
    CHECK(one.write() == "DELE 2\r\nC\r\n");
}

TEST_CASE(
    "[R27] while a write is on its way nothing is added to it, so that no command is cut in two by us") {
    desk one;
    one.pipeline.width().fix(8);
    one.submit("AAAA");
    CHECK(one.write(3) == "AAA");
    one.submit("B");
    one.submit("C");
    CHECK(one.pipeline.output() == "A\r\n");
    CHECK(one.write() == "A\r\n");
    CHECK(one.write() == "B\r\nC\r\n");
}

TEST_CASE("[R27] a command that may wait for the next one is written as soon as a coroutine awaits it") {
    desk one;
    auto capa = build(protocol::verb::capa, shape::lines);
    capa.leaves = protocol::urgency::rides;
    auto& held = one.submit(capa);
    CHECK(one.pipeline.is_idle());
    CHECK_FALSE(one.pipeline.ready_to_write());
    one.pipeline.hasten(held);
    one.pipeline.hasten(held);  // it is one reason, however often it is given
    CHECK(one.pipeline.ready_to_write());
    CHECK(one.write() == "CAPA\r\n");
    one.pipeline.hasten(held);
    CHECK_FALSE(one.pipeline.ready_to_write());
    one.hear("+OK\r\n.\r\n");
    CHECK(one.pipeline.is_idle());
    CHECK(one.write() == "");
}

TEST_CASE("[R9][R24] other limits hold from when the pipeline was given them") {
    desk one;
    limits within;
    within.initial_window_commands = 2;
    within.status_line_bytes = 8;
    within.queued_command_count = 2;
    one.pipeline.configure(within);
    one.pipeline.width().widen();
    one.submit("A");
    one.submit("B");
    one.submit("C");
    CHECK(one.refused == errc::too_many_commands);
    CHECK(one.write() == "A\r\nB\r\n");
    CHECK(one.hear("+OK 1234\r\n+OK 12345\r\n").starts_with("A: ok 1234 | broken"));
}

TEST_CASE("[R28][R29] what may not be written is refused when it is submitted, and the rest goes on") {
    desk one;
    one.submit("A\r\nDELE 1");
    CHECK(one.refused == errc::invalid_argument);
    one.submit(std::string(254, 'x'));
    CHECK(one.refused == errc::command_too_long);
    one.submit("B");
    CHECK_FALSE(one.refused);
    CHECK(one.write() == "B\r\n");
    CHECK(one.hear("+OK\r\n") == "B: ok  | ");
}

TEST_CASE("[R32] a refusal fails its own command, and no other command gets its reply") {
    desk one;
    one.pipeline.width().fix(8);
    for (message_number number = 1; number <= 4; ++number)
        one.retrieve(number);
    one.write();
    CHECK(one.hear("+OK\r\na\r\n.\r\n-ERR [SYS/TEMP] b\r\n+OK\r\nc\r\n.\r\n-ERR d\r\n")
          == "RETR 1? ok  | RETR 1< a\r\n | RETR 1: ok  | RETR 2? err [SYS/TEMP] b | RETR 2: err [SYS/TEMP] b | "
             "RETR 3? ok  | RETR 3< c\r\n | RETR 3: ok  | RETR 4? err d | RETR 4: err d | ");
}

TEST_CASE("[R36] replies are read while a write is still on its way") {
    desk one;
    one.pipeline.width().fix(8);
    one.submit("A");
    one.submit("B");
    CHECK(one.write(4) == "A\r\nB");
    CHECK(one.hear("+OK 1\r\n+OK 2\r\n") == "A: ok 1 | B: ok 2 | ");
    CHECK_FALSE(one.pipeline.idle());
    CHECK(one.write() == "\r\n");
    CHECK(one.pipeline.idle());
}

TEST_CASE("[R76] the pipeline holds a deletion from the submission of a DELE to the end of its reply") {
    desk one;
    one.submit("STAT");
    one.submit("NOOP");
    CHECK_FALSE(one.pipeline.holds_deletion());
    one.submit("DELE 1");
    CHECK(one.pipeline.holds_deletion());
    one.write();
    one.hear("+OK 2 320\r\n");
    one.write();
    one.hear("+OK\r\n");
    one.write();
    CHECK(one.pipeline.holds_deletion());
    one.hear("+OK\r\n");
    CHECK_FALSE(one.pipeline.holds_deletion());
}

TEST_CASE("[R62] a queue at its limit refuses more and lives") {
    limits within;
    within.queued_command_count = 3;
    desk one(within);
    for (int at = 0; at < 3; ++at) {
        one.submit("A");
        CHECK_FALSE(one.refused);
    }
    one.submit("B");
    CHECK(one.refused == errc::too_many_commands);
    CHECK(one.write() == "A\r\n");
    one.submit("C");
    CHECK_FALSE(one.refused);
    CHECK(one.hear("+OK\r\n") == "A: ok  | ");
    CHECK(one.pipeline.waiting() == 3);
}

}  // namespace popline::test
