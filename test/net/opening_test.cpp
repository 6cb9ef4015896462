// SPDX-License-Identifier: BSL-1.0
#include "net/opening.hpp"

#include <doctest/doctest.h>

#include <popline/errc.hpp>

#include "net/open_connection.hpp"
#include "net/tls_stage.hpp"

// What an opening does for one connection. opener_test.cpp ends it at each of its steps.

namespace popline::test {

using namespace std::chrono_literals;

TEST_CASE("a connection is open when the greeting has come, and keeps no timer then") {
    connection_to one(script().reply("+OK ready\r\n"));
    CHECK(one.connection->state().phase() == phase::disconnected);
    const auto& ended = one.open(stage::where());
    REQUIRE(ended);
    CHECK_FALSE(*ended);
    CHECK(one.connection->state().phase() == phase::authorization);
    CHECK(one.connection->state().greeting() == "ready");
    CHECK_FALSE(one.connection->failed());
    CHECK_FALSE(one.connection->is_tls());
    CHECK(one.clock->armed() == 0);
}

TEST_CASE("a connection that cannot be opened ends, and says which step failed") {
    struct {
        script play;
        security way;
        errc code;
        const char* words;
    } const table[] = {
        {script().reply("-ERR not today\r\n"), security::cleartext, errc::greeting_refused, "not today"},
        {script().reply("-ERR [IN-USE] wait\r\n"), security::cleartext, errc::in_use, "[IN-USE] wait"},
        {script().reply("HTTP/1.1 400\r\n"), security::cleartext, errc::malformed_status, "HTTP/1.1 400"},
        {script().hang_up(), security::cleartext, errc::closed, ""},
        {script().reply("+OK\r\n").expect("STLS\r\n").reply("-ERR no\r\n"), security::stls,
         errc::stls_refused, "no"},
        {script().reply("+OK\r\n").expect("STLS\r\n").hang_up(), security::stls, errc::closed, ""},
    };
    for (const auto& row : table) {
        CAPTURE(row.words);
        connection_to one(row.play);
        const auto& ended = one.open(stage::where().security(row.way));
        REQUIRE(ended);
        CHECK(ended->code == row.code);
        CHECK(ended->words == row.words);
        CHECK(one.connection->failed().code == row.code);
        CHECK(one.connection->state().phase() == phase::closed);
        CHECK(one.there->mismatch.empty());
        CHECK(one.there->closed);
        CHECK(one.clock->armed() == 0);
    }
}

TEST_CASE("[R39] bytes after the reply to STLS end the opening, whether they come with it or after it") {
    for (const bool together : {true, false}) {
        CAPTURE(together);
        auto play = script().reply("+OK\r\n").expect("STLS\r\n");
        if (together)
            play.reply("+OK\r\n+OK forged\r\n");
        else
            play.reply("+OK\r\n").reply("+OK forged\r\n");
        connection_to one(std::move(play));
        one.there->gives_all = false;  // each reply comes in its own read
        const auto& ended = one.open(stage::where().security(security::stls));
        REQUIRE(ended);
        CHECK(ended->code == errc::plaintext_after_stls);
        CHECK(one.there->written == "STLS\r\n");
        CHECK(one.there->mismatch.empty());
    }
}

TEST_CASE("a silent server is given up when the time of the greeting is over") {
    connection_to one((script()));
    CHECK_FALSE(one.open(stage::where()));
    one.advance(60s - 1ms);
    CHECK_FALSE(one.ended);
    one.advance(1ms);
    REQUIRE(one.ended);
    CHECK(one.ended->code == errc::greeting_timed_out);
    CHECK(one.there->closed);
}

TEST_CASE("capabilities that the user knows are believed from the greeting on") {
    connection_to one(script().reply("+OK\r\n"));
    const auto known = capabilities::from_text("PIPELINING\nUIDL\n");
    one.open(stage::where().capabilities(known));
    REQUIRE(one.connection->state().capabilities());
    CHECK(one.connection->state().capabilities()->has("UIDL"));
    CHECK(one.connection->window_commands() > 1);
}

TEST_CASE("[R34] over TLS the stream is another, and what the server said in plaintext counts no longer") {
    stage bare;
    const auto there = bare.peer(plain_greeting, [](std::string_view) { return std::string("+OK\r\n"); });
    there->behind_stls = make_server({});
    const auto one = net::connection::make(bare.context.get_executor());
    bare.resolver->knows("pop.example.com", {"192.0.2.1"});
    const auto target = server("pop.example.com").security(security::stls).tls(our_authority());
    std::optional<net::failure> ended;
    boost::asio::co_spawn(bare.context, net::connection::open(one, target),
                          [&](std::exception_ptr thrown, net::failure why) {
                              CHECK_FALSE(thrown);
                              ended = std::move(why);
                          });
    bare.settle();
    REQUIRE(ended);
    CHECK_FALSE(*ended);
    CHECK(one->is_tls());
    CHECK_FALSE(one->facts().version.empty());
    CHECK_FALSE(one->state().capabilities());
    CHECK(one->state().stamp().empty());
    CHECK(bare.clock->armed() == 0);
}

}  // namespace popline::test
