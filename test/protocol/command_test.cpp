// SPDX-License-Identifier: BSL-1.0
#include "protocol/command.hpp"

#include <doctest/doctest.h>

#include <popline/errc.hpp>
#include <string>

namespace popline::test {

using protocol::barrier;
using protocol::build;
using protocol::fault;
using protocol::shape;
using protocol::verb;

TEST_CASE("[R27] a command ends in one CRLF and has no trailing blank") {
    CHECK(build(verb::stat, shape::status).text == "STAT\r\n");
    CHECK(build(verb::user, shape::dialogue, "bob").text == "USER bob\r\n");
    CHECK(build(verb::other, shape::status, "XTND XLST").text == "XTND XLST\r\n");
    CHECK(build(verb::other, shape::status).text == "\r\n");
    CHECK(protocol::retrieve(1, 0).text == "RETR 1\r\n");
    CHECK(protocol::top(2147483647, 4294967295, 0).text == "TOP 2147483647 4294967295\r\n");
    CHECK(protocol::about(verb::dele, 12).text == "DELE 12\r\n");
}

TEST_CASE("[R8] the shape of a reply follows from verb and argument") {
    CHECK(protocol::retrieve(1, 0).reply == shape::body);
    CHECK(protocol::top(1, 0, 0).reply == shape::body);
    CHECK(protocol::about(verb::list, 1).reply == shape::status);
    CHECK(protocol::about(verb::uidl, 1).reply == shape::status);
    CHECK(protocol::about(verb::dele, 1).reply == shape::status);
}

TEST_CASE("[R25][R84] a command about a message knows its number, and a retrieval what it reserves") {
    CHECK(protocol::retrieve(7, 1000).number == 7);
    CHECK(protocol::retrieve(7, 1000).expected == 1000);
    CHECK(protocol::top(8, 2, 500).number == 8);
    CHECK(protocol::top(8, 2, 500).expected == 500);
    CHECK(protocol::about(verb::dele, 9).number == 9);
    CHECK(protocol::about(verb::dele, 9).expected == 0);
    CHECK(build(verb::list, shape::lines).number == 0);
}

TEST_CASE("[R26] STLS, logins, UTF8 and QUIT travel alone, all else does not") {
    for (auto at = 0; at <= static_cast<int>(verb::other); ++at) {
        const auto v = static_cast<verb>(at);
        const bool alone = v == verb::stls || v == verb::user || v == verb::pass || v == verb::apop
                           || v == verb::auth || v == verb::utf8 || v == verb::quit;
        CHECK((build(v, shape::status, "x").alone == barrier::yes) == alone);
    }
}

TEST_CASE("[R28] CR, LF or NUL anywhere in an argument is refused") {
    using namespace std::string_literals;
    for (const auto& text :
         {"\r"s, "\n"s, "\0"s, "a\rb"s, "bob\r\nDELE 1"s, "\nx"s, "x\n"s, "x\r"s, "pass\0word"s}) {
        for (const auto v : {verb::user, verb::apop, verb::auth, verb::other})
            CHECK(fault(build(v, shape::status, text), {}) == errc::invalid_argument);
        CHECK(fault(text) == errc::invalid_argument);
    }
    for (const auto& text : {""s, " "s, "a b"s, "\t"s, "caf\xc3\xa9"s, "\x7f\x01"s, "%0d%0a"s, "\x8d\x8a"s}) {
        CHECK_FALSE(fault(build(verb::user, shape::status, text), {}));
        CHECK_FALSE(fault(text));
    }
}

TEST_CASE("[R29] a command of 255 octets with its CRLF may be written, one of 256 not") {
    const std::string fits(255 - 7, 'x');
    CHECK(build(verb::user, shape::status, fits).text.size() == 255);
    CHECK_FALSE(fault(build(verb::user, shape::status, fits), {}));
    CHECK(fault(build(verb::user, shape::status, fits + "x"), {}) == errc::command_too_long);
    limits short_lines;
    short_lines.command_bytes = 6;
    CHECK_FALSE(fault(build(verb::stat, shape::status), short_lines));
    short_lines.command_bytes = 5;
    CHECK(fault(build(verb::stat, shape::status), short_lines) == errc::command_too_long);
    CHECK_FALSE(fault(std::string(10'000, 'c')));  // this limit does not apply to a continuation
}

TEST_CASE("[R121] a trace shows of an answer to a login its sign and a registered code, and no other octet") {
    struct {
        std::string_view line, shown;
    } const table[] = {
        {"+OK", "+OK"},
        {"+ok", "+ok"},
        {"+OK ", "+OK ***"},
        {"+OK canary", "+OK ***"},
        {"+OK\tcanary", "+OK ***"},
        {"-ERR\t \tcanary", "-ERR ***"},
        {"-err [AUTH] canary", "-err [AUTH] ***"},
        {"-ERR\t[in-use] canary", "-ERR [IN-USE] ***"},
        {"-ERR [SYS/TEMP/canary]", "-ERR [SYS/TEMP] ***"},
        {"-ERR [canary] no", "-ERR ***"},
        {"-ERR [AUTH canary] no", "-ERR ***"},
        {"-ERR [AUTHcanary] no", "-ERR ***"},
        {"-ERR [AUTH canary", "-ERR ***"},
        {"-ERR [] canary", "-ERR ***"},
        {"+ canary", "+ ***"},
        {"+\tcanary", "+ ***"},
        {"+", "+"},
        {"+canary", "***"},
        {"+OKcanary", "***"},
        {"canary", "***"},
        {"", "***"},
    };
    for (const auto& [line, shown] : table) {
        INFO(std::string(line));
        CHECK(protocol::shown_answer(line) == shown);
    }
}

TEST_CASE(
    "[R85][R121] a trace shows of a login's command its verb and its mechanism, whatever blanks follow") {
    CHECK(protocol::shown_command("USER bob") == "USER ***");
    CHECK(protocol::shown_command("PASS can ary") == "PASS ***");
    CHECK(protocol::shown_command("PASS \t canary") == "PASS ***");
    CHECK(protocol::shown_command("PASS    ") == "PASS ***");
    CHECK(protocol::shown_command("AUTH PLAIN") == "AUTH PLAIN");
    CHECK(protocol::shown_command("AUTH PLAIN Y2FuYXJ5") == "AUTH PLAIN ***");
    CHECK(protocol::shown_command("AUTH") == "AUTH");
    CHECK(protocol::shown_command("STLS") == "STLS");
}

}  // namespace popline::test
