// SPDX-License-Identifier: BSL-1.0
#include "protocol/session_state.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace popline::test {

using protocol::session_state;
using protocol::sign;
using protocol::verb;

namespace {

void complete(session_state& of, verb name, sign result, std::string words = "") {
    protocol::command what;
    what.name = name;
    protocol::reply got;
    got.result = result;
    got.words = std::move(words);
    of.complete(what, got);
}

session_state after_login() {
    session_state made;
    made.connect();
    complete(made, verb::greeting, sign::ok, "ready <1.2@host>");
    complete(made, verb::pass, sign::ok);
    return made;
}

}  // namespace

TEST_CASE("the phase follows from what the server accepted, and from nothing that it refused") {
    session_state one;
    CHECK(one.phase() == phase::disconnected);
    one.connect();
    CHECK(one.phase() == phase::connecting);
    complete(one, verb::greeting, sign::err, "busy");
    CHECK(one.phase() == phase::connecting);
    CHECK(one.greeting() == "busy");
    complete(one, verb::greeting, sign::ok, "ready");
    CHECK(one.phase() == phase::authorization);
    for (const auto refused : {sign::err, sign::more}) {
        complete(one, verb::auth, refused);
        CHECK(one.phase() == phase::authorization);
    }
    complete(one, verb::auth, sign::ok);
    CHECK(one.phase() == phase::transaction);
    complete(one, verb::stat, sign::ok, "1 2");
    CHECK(one.phase() == phase::transaction);
    CHECK(one.greeting() == "ready");
    one.close();
    CHECK(one.phase() == phase::closed);
}

TEST_CASE("a DELE that is accepted after all takes its refusal back, and no other") {
    auto one = after_login();
    for (const message_number number : {5, 2, 9})
        one.refuse_deletion(number, "locked");
    protocol::reply accepted;
    accepted.result = sign::ok;
    one.complete(protocol::about(verb::dele, 5), accepted);
    one.complete(protocol::about(verb::dele, 3), accepted);
    CHECK(one.marked() == 2);
    CHECK(one.refused_deletions() == std::vector<protocol::refused_deletion>{{2, "locked"}, {9, "locked"}});
}

TEST_CASE("marks are counted as the server accepts them, and RSET takes them back") {
    auto one = after_login();
    complete(one, verb::dele, sign::ok);
    complete(one, verb::dele, sign::ok);
    complete(one, verb::dele, sign::err, "no such message");
    one.refuse_deletion(3, "no such message");
    CHECK(one.marked() == 2);
    CHECK(one.refused_deletions() == std::vector<protocol::refused_deletion>{{3, "no such message"}});
    one.refuse_deletion(2, "locked");
    one.refuse_deletion(3, "locked");
    CHECK(one.refused_deletions() == std::vector<protocol::refused_deletion>{{2, "locked"}, {3, "locked"}});
    complete(one, verb::rset, sign::err);
    CHECK(one.marked() == 2);
    CHECK(one.resets() == 0);
    complete(one, verb::rset, sign::ok);
    CHECK(one.marked() == 0);
    CHECK(one.refused_deletions().empty());
    CHECK(one.resets() == 1);
}

TEST_CASE("[R77] a DELE and an RSET that the program wrote itself count like those of popline") {
    auto one = after_login();
    const auto say = [&](std::string_view line, sign result) {
        protocol::reply got;
        got.result = result;
        one.complete(protocol::build(verb::other, protocol::shape::status, line), got);
    };
    say("dele 1", sign::ok);
    say("\tDELE\t2", sign::ok);
    CHECK(one.marked() == 2);
    say("DELE 3", sign::err);
    say("DELETE 3", sign::ok);
    say("XDELE 3", sign::ok);
    CHECK(one.marked() == 2);
    say("RSET", sign::err);
    CHECK(one.marked() == 2);
    say("rset", sign::ok);
    CHECK(one.marked() == 0);
    CHECK(one.resets() == 1);
}

TEST_CASE("after STLS nothing counts that the server said in plaintext, not the timestamp either") {
    session_state one;
    one.connect();
    complete(one, verb::greeting, sign::ok, "ready <1.2@host>");
    CHECK(one.stamp() == "<1.2@host>");
    one.set_capabilities(capabilities::from_text("UIDL\n"));
    one.connect();
    one.secure();
    CHECK(one.phase() == phase::authorization);
    CHECK(one.stamp().empty());
    CHECK_FALSE(one.capabilities());
    CHECK(one.greeting() == "ready <1.2@host>");
}

}  // namespace popline::test
