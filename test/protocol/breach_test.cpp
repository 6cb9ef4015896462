// SPDX-License-Identifier: BSL-1.0
// Which input ends the session, and which input only fails one command.
#include <doctest/doctest.h>

#include <string>

#include "broken.hpp"
#include "cuts.hpp"
#include "desk.hpp"

namespace popline::test {

using protocol::entry;
using protocol::shape;
using protocol::verb;

namespace {

/// Checks for each way to cut the input that `command` gets `told`. If this ends the session, nothing more is
/// written.
void hears(const protocol::command& command, std::string_view octets, const std::string& told,
           const limits& within = {}) {
    for_each_cut(octets, [&](const pieces& cut) {
        desk one(within);
        one.submit(command);
        one.write();
        for (const auto piece : cut)
            one.hear(piece);
        REQUIRE(one.heard() == told);
        one.submit("NEXT");
        REQUIRE((one.write() == "NEXT\r\n") == (told.find("broken") == told.npos));
    });
}

protocol::command listing() {
    return build(verb::list, shape::lines);
}

}  // namespace

TEST_CASE("[R30] a reply to a command whose write has not begun is forged, and ends the session") {
    desk one;
    one.pipeline.width().fix(4);
    one.submit("A");
    one.submit("B");
    CHECK(one.write(1) == "A");
    // The reply came before the write of its command was reported: that is legal.
    CHECK(one.hear("+OK\r\n") == "A: ok  | ");
    CHECK(one.hear("+OK\r\n") == broken(errc::unexpected_reply));
    CHECK(one.write() == "");
}

TEST_CASE("[R30] a reply while the oldest command is still queued ends the session") {
    desk one;
    one.submit("A");
    CHECK(one.hear("+OK\r\n") == broken(errc::unsolicited_data));
    CHECK(one.write() == "");
    CHECK(make_error_code(errc::unsolicited_data) == condition::protocol);
}

TEST_CASE("[R30] a single octet that came too early is one too many") {
    desk one;
    one.submit("A");
    one.pipeline.output();
    CHECK(one.hear("+") == broken(errc::unexpected_reply));
}

TEST_CASE("[R30][R41] what follows a challenge in the same read is no answer to our next line") {
    desk one;
    one.answers = {"c2VjcmV0\r\n"};
    one.submit(build(verb::auth, shape::dialogue, "PLAIN"));
    one.write();
    CHECK(one.hear("+ \r\n+OK logged in\r\n") == "AUTH PLAIN? more  | " + broken(errc::unexpected_reply));
    CHECK(one.write() == "");
}

TEST_CASE("[R30][R41] nothing is read of a dialogue until its owner has said what comes next") {
    desk one;  // this client has no line of the dialogue to send yet
    auto& login = one.submit(build(verb::auth, shape::dialogue, "PLAIN"));
    one.write();
    CHECK(one.hear("+ a\r\n") == "AUTH PLAIN? more a | ");
    CHECK(one.hear("+OK\r\n") == "");
    CHECK(login.reply.words == "a");
    one.pipeline.respond(login, "line\r\n");
    CHECK(one.hear("") == broken(errc::unexpected_reply));
}

TEST_CASE("[R31] octets that came while nothing was asked are the reply to nothing") {
    for (const auto early : std::initializer_list<std::string_view>{"+OK\r\n", "-ERR idle for too long\r\n",
                                                                    "\r\n", "x", std::string_view("\0", 1)}) {
        desk one;
        one.submit("A");
        one.write();
        CHECK(one.hear("+OK a\r\n") == "A: ok a | ");
        std::string_view input = early;
        const auto made = one.pipeline.next(input);
        CHECK(made == protocol::pipeline::event::broken);
        CHECK(make_error_code(one.pipeline.failure()) == errc::unsolicited_data);
        // The server's words tell a farewell from a protocol error.
        CHECK(one.pipeline.text() == early);
        one.submit("B");
        CHECK(one.write() == "");
    }
}

TEST_CASE("[R31] bytes after the last reply, in the same read, are not kept for the next command") {
    desk one;
    one.submit("A");
    one.write();
    CHECK(one.hear("+OK a\r\n+OK forged\r\n") == "A: ok a | " + broken(errc::unsolicited_data));
    one.submit("B");
    CHECK(one.write() == "");
}

TEST_CASE("[R7][R88] a status line that is none ends the session wherever a reply may begin") {
    for (const auto& command : {build(verb::stat, shape::status), listing(), protocol::retrieve(1, 10)}) {
        hears(command, "* OK\r\n", broken(errc::malformed_status));
        hears(command, "+ more\r\n", broken(errc::malformed_status));
        hears(command, "\r\n", broken(errc::malformed_status));
    }
}

TEST_CASE(
    "[R9][R108] a line of LIST, UIDL or CAPA past its limit is set aside and counted, the others hold") {
    limits within;
    within.list_line_bytes = 8;
    for (const auto v : {verb::list, verb::uidl, verb::capa}) {
        const auto lines = build(v, shape::lines);
        const auto name = std::string(protocol::name(v));
        hears(lines, "+OK\r\n1 123456\r\n.\r\n", name + ": ok  {1 123456;} | ", within);
        hears(lines, "+OK\r\n1 1234567\r\n.\r\n", name + ": ok  {} | ", within);
        hears(lines, "+OK\r\n1 1\r\n2 " + std::string(50, '2') + "\r\n3 3\r\n.\r\n",
              name + ": ok  {1 1;3 3;} | ", within);
        desk one(within);
        one.pipeline.width().fix(2);
        const auto& first = one.submit(lines);
        one.submit("B");
        one.write();
        CHECK(one.hear("+OK\r\n1 1234567\r\n2 2\r\n.\r\n+OK b\r\n") == name + ": ok  {2 2;} | B: ok b | ");
        CHECK(first.reply.overlong == 1);
        CHECK(first.reply.line_count == 2);
    }
}

TEST_CASE(
    "[R9] a list line past its limit fails a command of the user's own, and the next has its own reply") {
    limits within;
    within.list_line_bytes = 8;
    const auto own = build(verb::other, shape::lines, "XLST");
    const auto failed = "XLST: " + make_error_code(errc::line_too_long).message() + " | ";
    hears(own, "+OK\r\n1 123456\r\n.\r\n", "XLST: ok  {1 123456;} | ", within);
    hears(own, "+OK\r\n1 1\r\n2 " + std::string(50, '2') + "\r\n3 3\r\n.\r\n", failed, within);

    desk one(within);
    one.pipeline.width().fix(2);
    one.submit(own);
    one.submit("B");
    one.write();
    CHECK(one.hear("+OK\r\n1 1234567\r\n2 2\r\n.\r\n+OK b\r\n") == failed + "B: ok b | ");
}

TEST_CASE(
    "[R9][R16] what is set aside of a listing counts against its limit of octets, also without a line end") {
    limits within;
    within.list_line_bytes = 8;
    within.listing_bytes = 40;
    hears(listing(), "+OK\r\n1 1\r\n" + std::string(30, 'x') + "\r\n3 3\r\n.\r\n", "LIST: ok  {1 1;3 3;} | ",
          within);
    hears(listing(), "+OK\r\n" + std::string(100, 'x'), broken(errc::listing_too_large), within);
    hears(listing(), "+OK\r\n" + std::string(30, 'x') + "\r\n" + std::string(30, 'x') + "\r\n.\r\n",
          broken(errc::listing_too_large), within);
}

TEST_CASE("[R9][R67] what is left of a list with a line past its limit is drained within the drain's limit") {
    limits within;
    within.list_line_bytes = 8;
    within.drain_bytes = 40;
    // Neither a line without end nor lines without end keep the session busy for ever.
    const auto own = build(verb::other, shape::lines, "XLST");
    hears(own, "+OK\r\n" + std::string(100, 'x'), broken(errc::drain_limit), within);
    hears(own, "+OK\r\n123456789\r\n" + std::string(100, '\n'), broken(errc::drain_limit), within);
}

TEST_CASE("[R16] a listing at its limit of lines is whole, one line more ends the session") {
    limits within;
    within.message_count = 3;
    hears(listing(), "+OK\r\n1\r\n2\r\n3\r\n.\r\n", "LIST: ok  {1;2;3;} | ", within);
    hears(listing(), "+OK\r\n1\r\n2\r\n3\r\n4\r\n.\r\n", broken(errc::too_many_messages), within);
    within.list_line_bytes = 2;
    hears(listing(), "+OK\r\n123\r\n123\r\n123\r\n123\r\n", broken(errc::too_many_messages), within);
}

TEST_CASE("[R16] a listing at its limit of kept octets is whole, one octet more ends the session") {
    limits within;
    within.listing_bytes = 8;  // the limit counts each line and its LF
    hears(listing(), "+OK\r\n1 1\r\n2 2\r\n.\r\n", "LIST: ok  {1 1;2 2;} | ", within);
    hears(listing(), "+OK\r\n1 1\r\n2 22\r\n.\r\n", broken(errc::listing_too_large), within);
}

TEST_CASE("[R18] a hundred capabilities are as many as may come") {
    std::string reply = "+OK\r\n";
    for (int line = 0; line < 100; ++line)
        reply += "X\r\n";
    desk fits;
    fits.submit(build(verb::capa, shape::lines));
    fits.write();
    CHECK(fits.hear(reply + ".\r\n").starts_with("CAPA: ok  {X;X;"));
    desk past;
    past.submit(build(verb::capa, shape::lines));
    past.write();
    CHECK(past.hear(reply + "X\r\n") == broken(errc::too_many_capabilities));
}

TEST_CASE(
    "[R38] at the end of a session everything leaves once, the oldest first, and nothing is written again") {
    desk one;
    one.pipeline.width().fix(2);
    auto& a = one.submit("A");
    auto& b = one.submit("B");
    auto& c = one.submit("C");
    auto& d = one.submit("D");
    auto& e = one.submit("E");
    CHECK(one.write(4) == "A\r\nB");
    one.drop(a);
    one.drop(d);
    for (entry* const oldest : {&a, &b, &c, &e}) {
        CHECK(one.pipeline.take_oldest() == oldest);
        CHECK(oldest->stands == entry::standing::idle);
        CHECK(one.write() == "");
    }
    CHECK(one.pipeline.take_oldest() == nullptr);
    CHECK(one.pipeline.waiting() + one.pipeline.unanswered() + one.pipeline.due() == 0);
    one.submit("F");
    CHECK(one.refused == errc::closed);
    CHECK(one.write() == "");
}

TEST_CASE("[R38] after a breach the first reason stays the reason") {
    desk one;
    one.submit("A");
    one.write();
    CHECK(one.hear("what?\r\n") == broken(errc::malformed_status));
    std::string_view input = "+OK\r\n";
    CHECK(one.pipeline.next(input) == protocol::pipeline::event::broken);
    CHECK(make_error_code(one.pipeline.failure()) == errc::malformed_status);
    CHECK(input.size() == 5);
    one.submit("B");
    CHECK(one.refused == errc::malformed_status);
    CHECK(one.pipeline.take_oldest() != nullptr);
    one.submit("B");
    CHECK(one.refused == errc::malformed_status);
}

}  // namespace popline::test
