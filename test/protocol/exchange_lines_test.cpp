// SPDX-License-Identifier: BSL-1.0
// USER and PASS in one write: one exchange of two lines. Each line has its own reply.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "cuts.hpp"
#include "desk.hpp"

namespace popline::test {

using protocol::shape;
using protocol::verb;
using event = protocol::pipeline::event;

namespace {

protocol::command login() {
    auto made = build(verb::user, shape::dialogue, "bob");
    made.follow(build(verb::pass, shape::status, "canary"));
    made.kept = protocol::secrecy::secret;
    return made;
}

/// The words of each status line, in pieces as they arrive. The exchange ends with the second status line.
std::string converse(desk& one, protocol::entry& held, const pieces& cut) {
    std::string text;
    receive_buffer buffer;
    int replies = 0;
    for (const auto piece : cut)
        buffer.feed(piece, [&](std::string_view& input) {
            const auto made = one.pipeline.next(input);
            if (made == event::need_more) return false;
            if (made == event::broken) text += make_error_code(one.pipeline.failure()).message();
            if (made == event::status) text += held.reply.words + " | ";
            if (made == event::status && ++replies == 2) one.pipeline.finish(held);
            if (made == event::ended) text += "ended";
            return made == event::status;
        });
    return text;
}

}  // namespace

TEST_CASE(
    "[R2][R26] two lines of one exchange leave in one write, and each has its reply, however it is cut") {
    for (const std::string_view replies :
         {"+OK 1\r\n+OK 2\r\n", "-ERR 1\r\n-ERR 2\r\n", "+OK 1\r\n-ERR 2\r\n"})
        for_each_cut(replies, [](const pieces& cut) {
            desk one;
            one.pipeline.width().fix(8);
            auto& held = one.submit(login());
            one.submit("NEXT");
            REQUIRE(one.write() == "USER bob\r\nPASS canary\r\n");
            REQUIRE(one.write() == "");
            REQUIRE(converse(one, held, cut) == "1 | 2 | ended");
            REQUIRE(one.write() == "NEXT\r\n");
        });
}

TEST_CASE("[R30] a reply to the second line before one octet of it was written is forged") {
    for (std::size_t written = 1; written < 23; ++written) {
        desk one;
        auto& held = one.submit(login());
        one.write(written);
        const auto text = converse(one, held, {"+OK 1\r\n+OK 2\r\n"});
        const bool second_begun = written > std::string_view("USER bob\r\n").size();
        CHECK(
            text
            == (second_begun ? "1 | 2 | ended" : "1 | " + make_error_code(errc::unexpected_reply).message()));
    }
}

TEST_CASE("[R28][R29] the second line is held to what the first is") {
    desk one;
    const auto login_with = [](std::string_view password) {
        auto made = build(verb::user, shape::dialogue, "bob");
        made.follow(build(verb::pass, shape::status, password));
        return made;
    };
    one.submit(login_with("a\r\nDELE 1"));
    CHECK(one.refused == errc::invalid_argument);
    CHECK_FALSE(fault(login_with(std::string(255 - 7, 'x')), {}));
    CHECK(fault(login_with(std::string(256 - 7, 'x')), {}) == errc::command_too_long);
    CHECK(one.write() == "");
}

TEST_CASE(
    "[R85] both lines of a secret exchange are overwritten as they go to the writer, and when they never "
    "do") {
    desk one;
    auto& written = one.submit(login());
    auto& dropped = one.submit(login());
    auto& ended = one.submit(login());
    one.pipeline.output();
    one.drop(dropped);
    one.pipeline.take_oldest();
    one.pipeline.take_oldest();
    for (const auto* const held : {&written, &dropped, &ended}) {
        CHECK(held->what.text.empty());
        const auto* const wiped = held->what.text.data();
        CHECK(std::all_of(wiped, wiped + login().text.size(), [](char octet) { return octet == '\0'; }));
    }
}

}  // namespace popline::test
