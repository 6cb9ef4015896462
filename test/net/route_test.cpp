// SPDX-License-Identifier: BSL-1.0
#include "net/route.hpp"

#include <doctest/doctest.h>

#include <boost/asio/error.hpp>
#include <optional>
#include <popline/errc.hpp>
#include <string>

#include "net/open_connection.hpp"
#include "net/opener.hpp"
#include "net/operations.hpp"
#include "net/tls_stage.hpp"

// A step that only this test has, between the steps of popline. Nothing else knows of it.

namespace popline::test {

using namespace std::chrono_literals;
using boost::asio::awaitable;
using boost::system::error_code;
using net::failure;
using net::opener;

namespace {

/// Asks a proxy to go on to the server. What came after its answer is handed on.
awaitable<failure> ask_proxy(std::shared_ptr<opener> by) {
    error_code why;
    by->way.stream->write_some("STLS\r\n", why);
    if (why) co_return failure{why};
    by->begin_limit(5s, errc::connect_timed_out);
    std::string came;
    while (came.find('\n') == came.npos) {
        char room[100];
        const auto size = by->way.stream->read_some(room, why);
        came.append(room, size);
        if (!why) continue;
        if (why != boost::asio::error::would_block) co_return failure{why};
        by->watch(net::direction::read);
        co_await by->wait();
        failure ended = by->verdict();
        if (ended) co_return ended;
    }
    by->end_limit();
    by->way.leftover = came.substr(came.find('\n') + 1);
    co_return failure{};
}

std::vector<net::opening_step> by_way_of_a_proxy(const server& target, alpn offer) {
    auto steps = net::steps_to(target, offer);
    steps.insert(steps.begin() + 1, ask_proxy);
    return steps;
}

struct proxied : connection_to {
    explicit proxied(script play) : connection_to(std::move(play)) {
        net::environment::of(context.get_executor()).route = by_way_of_a_proxy;
    }
};

}  // namespace

TEST_CASE("only TLS before the greeting is a step of its own") {
    for (const auto way : {security::implicit_tls, security::stls, security::cleartext}) {
        const auto target = stage::where().security(way);
        CHECK(net::steps_to(target, alpn::pop3).size() == (way == security::implicit_tls ? 2 : 1));
    }
}

TEST_CASE("[R39] a greeting that came in one read with a proxy's answer is read as the greeting") {
    for (const bool together : {true, false}) {
        CAPTURE(together);
        auto play = script().expect("STLS\r\n");
        if (together)
            play.reply("+OK go on\r\n+OK ready\r\n");
        else
            play.reply("+OK go on\r\n").reply("+OK ready\r\n");
        proxied one(std::move(play));
        one.there->gives_all = together;
        const auto& ended = one.open(stage::where());
        REQUIRE(ended);
        CHECK_FALSE(*ended);
        CHECK(one.connection->state().greeting() == "ready");
        CHECK(one.there->used_up());
        CHECK(one.clock->armed() == 0);
    }
}

TEST_CASE("[R39] bytes between a proxy's answer and the TLS handshake end the opening") {
    proxied one(script().expect("STLS\r\n").reply("+OK go on\r\n+OK forged\r\n"));
    const auto& ended = one.open(stage::where().security(security::implicit_tls).tls(our_authority()));
    REQUIRE(ended);
    CHECK(ended->code == errc::plaintext_after_stls);
    CHECK(one.there->written == "STLS\r\n");
}

TEST_CASE("a step before the TLS handshake leaves the handshake as it was") {
    tls_stage here(certificate_plan(), "pop.example.com",
                   security::stls);  // its peer begins TLS when a line asks for that
    net::environment::of(here.context.get_executor()).route = by_way_of_a_proxy;
    here.there = std::make_shared<scripted_peer>(here.context.get_executor(), "", plain_answer);
    here.there->behind_stls = make_server({});
    here.connector->accepts("192.0.2.1", here.there);
    const started opening(here.context.get_executor(),
                          [&] { return here.one.connect(here.to.security(security::implicit_tls)); });
    here.settle();
    CHECK(opening.completions() == 0);  // the handshake is over, and the greeting is waited for
    here.there->say("+OK ready\r\n");
    here.settle();
    CHECK(opening.succeeded());
    CHECK(here.one.phase() == phase::authorization);
}

TEST_CASE(
    "[R61][R71] a session that is cancelled, closed or destroyed at any step behind a proxy leaves nothing") {
    enum class end { cancelled, closed, destroyed };
    for (const auto how : {end::cancelled, end::closed, end::destroyed}) {
        CAPTURE(static_cast<int>(how));
        bool is_under_way = true;
        int step = 0;
        for (; is_under_way; ++step) {
            CAPTURE(step);
            stage bare;
            net::environment::of(bare.context.get_executor()).route = by_way_of_a_proxy;
            const auto there = bare.peer(script());
            std::vector<std::string> to_say{"ready\r\n", "+OK ", " on\r\n", "+OK go"};
            std::optional<session> one(bare.context);
            started asked(bare.context.get_executor(), [&] { return one->connect(stage::where()); });
            for (int done = 0; done < step; ++done)
                if (bare.context.poll_one() == 0 && !to_say.empty()) {
                    there->say(to_say.back());
                    to_say.pop_back();
                    bare.context.restart();
                }
            is_under_way = asked.completions() == 0;
            if (how == end::cancelled)
                asked.cancel();
            else if (how == end::closed)
                one->close();
            else
                one.reset();
            bare.context.restart();
            bare.settle();
            CHECK(asked.completions() == 1);
            if (is_under_way && how == end::cancelled)
                CHECK((asked.succeeded() || asked.code() == boost::asio::error::operation_aborted));
            else if (is_under_way)
                CHECK((asked.succeeded() || asked.code() == errc::session_closed));
            else
                CHECK(asked.succeeded());
            one.reset();
            bare.settle();
            CHECK(bare.clock->armed() == 0);
        }
        CHECK(step > 10);
    }
}

TEST_CASE("a stream that ends or breaks at a step behind a proxy ends the opening with its cause") {
    proxied one(script().expect("STLS\r\n").reply("+OK go").hang_up());
    const auto& ended = one.open(stage::where());
    REQUIRE(ended);
    CHECK(ended->code == boost::asio::error::eof);
    CHECK(one.clock->armed() == 0);
}

TEST_CASE("a step has its own limit and its own failure") {
    proxied silent((script()));
    CHECK_FALSE(silent.open(stage::where()));
    silent.advance(5s - 1ms);
    CHECK_FALSE(silent.ended);
    silent.advance(1ms);
    REQUIRE(silent.ended);
    CHECK(silent.ended->code == errc::connect_timed_out);
    CHECK(silent.there->closed);
    CHECK(silent.clock->armed() == 0);
}

}  // namespace popline::test
