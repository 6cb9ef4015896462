// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "liar.hpp"
#include "protocol/stamp.hpp"

namespace popline::test {

namespace {

/// How a login by APOP ended. The login runs without TLS, and `send_in_clear` was not called.
boost::system::error_code log_in(liar& there, credentials who) {
    session session(there.context);
    boost::system::error_code code;
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.where());
        try {
            co_await session.login(who);
        } catch (const error& why) {
            code = why.code();
        }
        CHECK((session.phase() == phase::transaction) == !code);
    };
    play(there.context, body);
    return code;
}

}  // namespace

TEST_CASE("[R48] a stamp is one msg-id in printable ASCII and nothing else") {
    using namespace std::string_literals;
    using protocol::parse_stamp;
    CHECK(parse_stamp("POP3 server ready <1896.697170952@dbc.mtview.ca.us>")
          == "<1896.697170952@dbc.mtview.ca.us>");
    CHECK(parse_stamp("<a@b> and more") == "<a@b>");
    for (const auto& bad : {""s,         "ready"s,     "<>"s,
                            "<@>"s,      "<a@>"s,      "<@b>"s,
                            "<ab>"s,     "<a@b"s,      "a@b>"s,
                            ">a@b<"s,    "<a@@b>"s,    "<a@b@c>"s,
                            "<a b@c>"s,  "<a@b\x80>"s, "<a@b\x7f>"s,
                            "<a\tb@c>"s, "<a@\0b>"s,   "<a@b> <c@d>"s,
                            "<<a@b>"s,   "<a@b>>"s,    "<" + std::string(300, 'a') + "@b>"}) {
        CAPTURE(bad);
        CHECK(parse_stamp(bad).empty());
    }
}

TEST_CASE(
    "APOP sends the digest of RFC 1939 section 7, and needs no TLS, because it does not send the password") {
    liar there;
    there.greeting = "+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n";
    CHECK_FALSE(log_in(there, credentials("mrose", "tanstaaf").apop()));
    REQUIRE(there.heard.size() >= 2);
    CHECK(there.heard[1] == "APOP mrose c4c9334bac560ecc979e58001b3e22fb");
    for (const auto& line : there.heard)
        CHECK(line.find("tanstaaf") == line.npos);
}

TEST_CASE("[R48] APOP is used on request only, and not with an invalid stamp") {
    liar plain;
    plain.greeting = "+OK <1@example.com>\r\n";
    CHECK_FALSE(log_in(plain, known_user()));
    CHECK(count(plain.heard, "APOP") == 0);
    liar asked_and_not;
    asked_and_not.greeting = plain.greeting;
    CHECK_FALSE(log_in(asked_and_not, known_user().apop().apop(false)));
    CHECK(count(asked_and_not.heard, "APOP") == 0);
    for (const auto* const greeting :
         {"+OK ready\r\n", "+OK <1@example.com\r\n", "+OK <1@b\xc3\xa4r.example>\r\n"}) {
        liar there;
        there.greeting = greeting;
        CHECK(log_in(there, known_user().apop()) == errc::no_mechanism);
        CHECK(count(there.heard, "APOP") + count(there.heard, "USER") + count(there.heard, "AUTH") == 0);
    }
}

TEST_CASE("[R42] the stamp of a greeting in clear is forgotten after STLS") {
    embedded there(testing::options().greeting("ready <1@example.com>"));
    session session(there.context);
    auto body = [&]() -> awaitable<void> {
        co_await session.connect(there.upgraded());
        const auto why = co_await failure_of(session.login(known_user().apop()));
        CHECK(why.code() == errc::no_mechanism);
        CHECK(session.phase() == phase::authorization);
    };
    play(there.context, body);
    CHECK(count(there.server.transcript(), "APOP") == 0);
}

TEST_CASE("a refused APOP is wrong_credentials only if the server says so, and no other mechanism is tried") {
    liar there;
    there.greeting = "+OK <1@example.com>\r\n";
    there.replies["APOP"] = "-ERR no\r\n";
    CHECK(log_in(there, known_user().apop()) == errc::login_refused);
    CHECK(count(there.heard, "USER") + count(there.heard, "AUTH") == 0);
}

}  // namespace popline::test
