// SPDX-License-Identifier: BSL-1.0
#include "net/proxy_step.hpp"

#include <doctest/doctest.h>

#include <boost/asio/error.hpp>
#include <optional>
#include <string>
#include <vector>

#include "net/open_connection.hpp"
#include "net/operations.hpp"
#include "net/tls_stage.hpp"

using namespace std::chrono_literals;
using namespace std::string_literals;

namespace popline::test {

namespace {

// Both proxies with a login, so that all their steps are taken.
const auto socks = proxy::socks5("192.0.2.9").login("user", "canary");
const auto http = proxy::http("192.0.2.9", 8080).login("user", "canary");

const auto socks_reply = "\5\0\0\1\0\0\0\0\0\0"s;
const auto http_reply = "HTTP/1.1 200 OK\r\n\r\n"s;

server by_way_of(const proxy& via) {
    return server("pop.example.com").security(security::cleartext).proxy(via);
}

/// What this proxy and its client say, and then the rest in the same read.
script dialogue(const proxy& with, const std::string& rest) {
    if (with.protocol() == proxy::kind::socks5)
        return script()
            .expect("\5\2\0\2"s)
            .reply("\5\2"s)
            .expect("\1\4user\6canary"s)
            .reply("\1\0"s)
            .expect("\5\1\0\3\x0Fpop.example.com\0\x6E"s)
            .reply(socks_reply + rest);
    return script()
        .expect(
            "CONNECT pop.example.com:110 HTTP/1.1\r\nHost: pop.example.com:110\r\n"
            "Proxy-Authorization: Basic dXNlcjpjYW5hcnk=\r\n\r\n")
        .reply(http_reply + rest);
}

struct by_proxy : connection_to {
    explicit by_proxy(script play) : connection_to(std::move(play)) {
        connector->accepts("192.0.2.9", there);
        connector->refuses("192.0.2.1", boost::asio::error::host_unreachable);
    }
};

}  // namespace

TEST_CASE("a connection by way of a proxy goes to the proxy alone, which looks up the name of the server") {
    for (const auto& via : {socks, http})
        for (const bool together : {true, false}) {
            CAPTURE(together);
            auto play = dialogue(via, together ? "+OK ready\r\n" : "");
            if (!together) play.reply("+OK ready\r\n");
            by_proxy one(std::move(play));
            one.there->gives_all = together;
            const auto& ended = one.open(by_way_of(via));
            REQUIRE(ended);
            CHECK_FALSE(*ended);
            CHECK(one.connection->state().greeting() == "ready");
            CHECK(one.there->used_up());
            CHECK(one.connector->tried == std::vector{"192.0.2.9"s});
            CHECK(one.resolver->asked.empty());
            CHECK(one.clock->armed() == 0);
        }
}

TEST_CASE("a proxy that takes and gives one byte at a time, or takes none for a while, leads on") {
    for (const auto& via : {socks, http}) {
        by_proxy one(dialogue(via, "+OK ready\r\n"));
        one.there->gives_all = false;
        one.there->read_at_most = one.there->write_at_most = 1;
        one.there->takes = 2;
        CHECK_FALSE(one.open(by_way_of(via)));
        CHECK(one.there->taken == 2);
        one.there->take_only(scripted_peer::never);
        one.settle();
        REQUIRE(one.ended);
        CHECK_FALSE(*one.ended);
        CHECK(one.there->used_up());
    }
}

TEST_CASE("[R39] TLS goes through a proxy, and bytes between the proxy's answer and TLS end the opening") {
    for (const auto& via : {socks, http}) {
        auto to = by_way_of(via).port(110).security(security::implicit_tls).tls(our_authority());
        by_proxy forged(dialogue(via, "+OK forged\r\n"));
        const auto& ended = forged.open(to);
        REQUIRE(ended);
        CHECK(ended->code == errc::plaintext_after_stls);

        by_proxy silent(dialogue(via, ""));
        CHECK_FALSE(silent.open(to));
        CHECK(silent.there->mismatch.starts_with("\x16\x03"));  // a handshake record of TLS
        silent.advance(15s);
        REQUIRE(silent.ended);
        CHECK(silent.ended->code == errc::handshake_timed_out);
    }
}

TEST_CASE("[R84] a proxy that cannot be reached, refuses or leaves is named with what it did") {
    const auto opens = [](by_proxy& one, const proxy& via) {
        const auto ended = one.open(by_way_of(via));
        REQUIRE(ended);
        CHECK(one.clock->armed() == 0);
        return *ended;
    };
    by_proxy refusing(script().expect("\5\2\0\2"s).reply("\5\xFF"s));
    auto why = opens(refusing, socks);
    CHECK(why.code == errc::proxy_refused);
    CHECK(why.detail == "the proxy 192.0.2.9: it supports no login by user and password");
    CHECK(refusing.there->closed);

    by_proxy leaving(script().expect("\5\2\0\2"s).reply("\5"s).hang_up());
    why = opens(leaving, socks);
    CHECK(why.code == errc::proxy_closed);
    CHECK(why.detail == "the proxy 192.0.2.9");
    CHECK_FALSE(why.cause);

    by_proxy unreachable((script()));
    unreachable.connector->refuses("192.0.2.9", boost::asio::error::connection_refused);
    unreachable.connector->accepts("192.0.2.9", nullptr);
    why = opens(unreachable, http);
    CHECK(why.code == errc::connect_failed);
    CHECK(why.detail == "the proxy 192.0.2.9, addresses tried: 1");

    by_proxy unknown((script()));
    unknown.resolver->fails("proxy.example.net", boost::asio::error::host_not_found);
    why = opens(unknown, proxy::http("proxy.example.net", 8080));
    CHECK(why.code == errc::resolve_failed);
    CHECK(why.detail == "the proxy proxy.example.net");
}

TEST_CASE("[R57] a silent proxy ends the opening at its own limit, whatever trickles in") {
    for (const auto& via : {socks, http}) {
        by_proxy one((script()));
        CHECK_FALSE(one.open(by_way_of(via)));
        one.advance(30s - 1ms);
        CHECK_FALSE(one.ended);
        one.there->say(via.protocol() == proxy::kind::socks5 ? "\5" : "HTTP/1.1 200 OK\r\n");
        one.settle();
        CHECK_FALSE(one.ended);
        one.advance(1ms);
        REQUIRE(one.ended);
        CHECK(one.ended->code == errc::proxy_timed_out);
        CHECK(one.ended->detail == "the proxy 192.0.2.9");
        CHECK(one.there->closed);
        CHECK(one.clock->armed() == 0);
    }
}

TEST_CASE("[R38] a stream that breaks at any step of a proxy's dialogue ends the opening with the cause") {
    for (const auto& via : {socks, http})
        for (const auto cause : {boost::asio::error::connection_reset, boost::asio::error::no_buffer_space}) {
            std::size_t step = 1;
            for (bool is_proxy = true; is_proxy; ++step) {
                CAPTURE(step);
                by_proxy one(dialogue(via, ""));
                one.there->fails_at = step;
                one.there->fails_with = cause;
                const auto& ended = one.open(by_way_of(via));
                REQUIRE(ended);
                is_proxy = ended->code == errc::proxy_closed;
                CHECK(ended->cause == cause);
                if (!is_proxy) CHECK(one.there->written == dialogue(via, "").client);
                CHECK(one.clock->armed() == 0);
            }
            CHECK(step > 3);
        }
}

TEST_CASE(
    "[R61][R71] a session that is cancelled, closed or destroyed at any step of a proxy leaves nothing") {
    enum class end { cancelled, closed, destroyed };
    const std::vector<std::string> of_socks{
        "ready\r\n", socks_reply.substr(3) + "+OK ", "\5\0\0"s, "\0"s, "\1", "\2", "\5"};
    const std::vector<std::string> of_http{"ready\r\n", "\r\n+OK ", "X: y\r\n", "00 \r\n", "HTTP/1.1 2"};
    for (const auto& via : {socks, http})
        for (const auto how : {end::cancelled, end::closed, end::destroyed}) {
            CAPTURE(static_cast<int>(how));
            const auto& pieces = via.protocol() == proxy::kind::socks5 ? of_socks : of_http;
            bool is_under_way = true;
            int step = 0;
            for (; is_under_way; ++step) {
                CAPTURE(step);
                stage bare;
                const auto there = bare.peer(script());
                std::vector<std::string> to_say(pieces);  // the last one is said first
                bare.connector->accepts("192.0.2.9", there);
                std::optional<session> one(bare.context);
                started asked(bare.context.get_executor(), [&] { return one->connect(by_way_of(via)); });
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
                if (!asked.succeeded() && how == end::cancelled)
                    CHECK(asked.code() == boost::asio::error::operation_aborted);
                else if (!asked.succeeded())
                    CHECK(asked.code() == errc::session_closed);
                one.reset();
                bare.settle();
                CHECK(bare.clock->armed() == 0);
            }
            CHECK(step > 10);
        }
}

TEST_CASE("[R85] no trace and no error has the login of a proxy, not even if the proxy repeats it") {
    const std::string repeated[] = {"HTTP/1.1 403 user canary dXNlcjpjYW5hcnk=\r\n\r\n", "canary\r\n",
                                    "HTTP/1.1 200 OK\r\n\r\n+OK ready\r\n"};
    for (const auto& answer : repeated) {
        stage bare;
        const auto there = bare.peer("", [](std::string_view) { return std::string(); });
        bare.connector->accepts("192.0.2.9", there);
        std::string seen;
        const auto to = by_way_of(http).trace([&seen](const trace_event& event) { seen += event.line; });
        session one(bare.context);
        started asked(bare.context.get_executor(), [&] { return one.connect(to); });
        bare.settle();
        there->say(answer);
        bare.settle();
        REQUIRE(asked.completions() == 1);
        if (const auto thrown = asked.thrown()) seen += thrown->what();
        CHECK_FALSE(seen.empty());
        CHECK(seen.find("canary") == seen.npos);
        CHECK(seen.find("dXNlcjpjYW5hcnk") == seen.npos);
        CHECK(seen.find("CONNECT") == seen.npos);
    }
}

TEST_CASE("[R105] connect refuses a proxy that cannot be meant, and looks nothing up") {
    const struct {
        server to;
        std::string_view words;
    } rows[] = {
        {server("a").proxy(proxy::socks5("")), "of the proxy: the host is empty"},
        {server("a").proxy(proxy::socks5("socks5://user:canary@b")), "of the proxy: the host is a URL"},
        {server("a").proxy(proxy::http("b", 0)), "the proxy has no port"},
        {server("fe80::1%1").proxy(socks), "which has no meaning for a proxy: \"fe80::1%1\""},
        {server("a b").proxy(socks), "letters, digits, hyphens and dots"},
    };
    for (const auto& [to, words] : rows) {
        CAPTURE(words);
        stage here;
        session one(here.context);
        started opening(here.context.get_executor(), [&, to = to] { return one.connect(to); });
        here.settle();
        CHECK(opening.code() == errc::invalid_argument);
        REQUIRE(opening.thrown());
        const std::string said = opening.thrown()->what();
        CHECK(said.find(words) != said.npos);
        CHECK(said.find("canary") == said.npos);
        CHECK(here.resolver->asked.empty());
        CHECK(here.connector->tried.empty());
    }
}

}  // namespace popline::test
