// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/ssl/context.hpp>
#include <optional>

#include "net/tls_stage.hpp"

// What a server may ask of TLS in mid-session, and what it says when it turns the client away.

using namespace popline;
using namespace popline::test;
using namespace std::chrono_literals;
using boost::asio::awaitable;

namespace {

/// A logged-in session over TLS 1.2.
struct renegotiating : tls_stage {
    renegotiating() : tls_stage(of_version(TLS1_2_VERSION)) {
        REQUIRE_FALSE(open());
        handshakes_before = SSL_CTX_sess_accept_good(SSL_get_SSL_CTX(there->tls()->native()));
    }
    void ask() {
        there->tls()->renegotiate();
        there->say_raw(there->tls()->take_output());
    }
    bool has_renegotiated() {
        return SSL_CTX_sess_accept_good(SSL_get_SSL_CTX(there->tls()->native())) > handshakes_before;
    }
    long handshakes_before = 0;
};

/// The peer of the first connection refuses `pop3`. If there is a second connection, its peer refuses it,
/// too.
std::shared_ptr<scripted_peer> second_peer(tls_stage& here, security way) {
    const auto again =
        std::make_shared<scripted_peer>(here.context.get_executor(), plain_greeting, plain_answer);
    here.connector->accepts_next("192.0.2.1", again);
    here.there->alpn_knows = again->alpn_knows = "h2";
    if (way == security::stls) {
        again->behind_stls = make_server({});
    } else {
        here.there->tls()->knows_only("h2");
        again->secure(make_server({}));
    }
    return again;
}

}  // namespace

TEST_CASE("[R106] a renegotiation while a reply is due, in a body, or while idle, costs nothing") {
    enum class moment { reply_is_due, in_a_body, idle };
    for (const auto at : {moment::reply_is_due, moment::in_a_body, moment::idle})
        for (const std::size_t most : {scripted_peer::never, std::size_t{1}}) {
            CAPTURE(static_cast<int>(at));
            renegotiating here;
            here.there->read_at_most = most;
            here.mute = at != moment::idle;
            std::string text;
            std::optional<started> first;
            if (at == moment::in_a_body) {
                first.emplace(here.context.get_executor(),
                              [&] { return here.one.numbered(1).retrieve(append_to(text)); });
                here.settle();
                here.there->say("+OK\r\nfirst\r\n");
                here.settle();
            } else if (at == moment::reply_is_due) {
                first.emplace(here.context.get_executor(),
                              [&]() -> awaitable<void> { co_await here.one.noop(); });
                here.settle();
            }
            here.ask();
            here.settle();
            // The command is written while TLS renegotiates, or it is the reason for the renegotiation.
            here.mute = false;
            const started behind(here.context.get_executor(),
                                 [&]() -> awaitable<void> { co_await here.one.stat(); });
            if (at == moment::in_a_body) here.there->say("last\r\n.\r\n");
            if (at == moment::reply_is_due) here.there->say("+OK\r\n");
            here.settle();
            CHECK(behind.succeeded());
            if (first) CHECK(first->succeeded());
            CHECK(here.has_renegotiated());
            if (at == moment::in_a_body) CHECK(text == "first\r\nlast\r\n");
            here.settle();
            CHECK(here.clock->armed() == 0);
        }
}

TEST_CASE("[R106] a renegotiation that the server does not go on with ends at the limit, with what waits") {
    renegotiating here;
    here.ask();
    here.mute = true;
    here.there->take_only(0);  // the ClientHello does not get through
    const started asked(here.context.get_executor(), [&]() -> awaitable<void> { co_await here.one.stat(); });
    here.advance(10min);
    CHECK(asked.completions() == 1);
    CHECK(asked.code() == condition::timed_out);
    CHECK(here.there->closed);
}

TEST_CASE("[R106] what waits for a renegotiation does not run in circles meanwhile") {
    renegotiating here;
    here.there->is_deaf = true;  // the ClientHello gets through, and no answer comes
    here.ask();
    const started asked(here.context.get_executor(), [&]() -> awaitable<void> { co_await here.one.stat(); });
    const auto handlers = [&] {
        std::size_t count = 0;
        here.context.restart();
        while (count < 1000 && here.context.poll_one() > 0)
            ++count;
        return count;
    };
    CHECK(handlers() < 20);
    CHECK(asked.completions() == 0);
    here.advance(10min);
    CHECK(asked.code() == errc::reply_timed_out);
    CHECK(here.there->closed);
}

TEST_CASE(
    "[R106] a renegotiation in which the server wants a certificate, or shows a wrong one, ends in words") {
    enum class fault { wants, shows };
    for (const auto what : {fault::wants, fault::shows}) {
        CAPTURE(static_cast<int>(what));
        renegotiating here;
        auto* const there = here.there->tls()->native();
        SSL_set_options(there, SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
        const auto stranger = make_server({.by = issuer::stranger});
        if (what == fault::wants) {
            SSL_set_verify(there, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        } else {
            REQUIRE(SSL_use_certificate(there, SSL_CTX_get0_certificate(stranger.get())) == 1);
            REQUIRE(SSL_use_PrivateKey(there, SSL_CTX_get0_privatekey(stranger.get())) == 1);
        }
        here.ask();
        const started asked(here.context.get_executor(),
                            [&]() -> awaitable<void> { co_await here.one.stat(); });
        here.settle();
        CHECK(asked.code() == errc::tls_failed);
        REQUIRE(asked.thrown());
        const std::string words = asked.thrown()->what();
        CAPTURE(words);
        CHECK(words.find(what == fault::wants ? "wants a client certificate" : "certificate verify failed")
              != std::string::npos);
        CHECK(here.there->closed);
        CHECK_FALSE(here.there->wrote("STAT"));
    }
}

TEST_CASE("[R106] renegotiation and key updates work in a session that was resumed") {
    const tls with(our_options());
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        CAPTURE(version);
        const auto shown = of_version(version);
        for (const bool resumed : {false, true}) {
            tls_stage here(shown);
            here.to = here.to.tls(with);
            REQUIRE_FALSE(here.open());
            REQUIRE(here.one.tls_facts().resumed == resumed);
            if (version == TLS1_2_VERSION)
                here.there->tls()->renegotiate();
            else
                here.there->tls()->update_key(tls_side::asks_for_one::yes);
            here.there->say_raw(here.there->tls()->take_output());
            for (int times = 0; times < 2; ++times) {
                const started asked(here.context.get_executor(),
                                    [&]() -> awaitable<void> { co_await here.one.stat(); });
                here.settle();
                CHECK(asked.succeeded());
            }
            CHECK(here.there->tls()->renegotiated());
        }
    }
}

TEST_CASE("[R104] a server that knows only other protocols is tried once more without ALPN") {
    for (const auto way : {security::implicit_tls, security::stls}) {
        CAPTURE(way == security::stls);
        tls_stage here(make_server({}), "pop.example.com", way);
        const auto again = second_peer(here, way);
        CHECK_FALSE(here.open());
        CHECK(here.there->closed);
        CHECK(here.there->written == (way == security::stls ? "STLS\r\n" : ""));
        CHECK(again->tls()->offered().empty());
        CHECK(here.one.tls_facts().protocol.empty());
        CHECK(here.one.tls_facts().version == "TLSv1.3");
        CHECK(here.connector->tried.size() == 2);
    }
}

TEST_CASE("[R57][R104] the time limits hold for the second connection, too, and it is the last") {
    for (const auto way : {security::implicit_tls, security::stls}) {
        CAPTURE(way == security::stls);
        tls_stage here(make_server({}), "pop.example.com", way);
        const auto again = second_peer(here, way);
        auto deaf = std::make_shared<scripted_peer>(here.context.get_executor(), "",
                                                    [](std::string_view) { return std::string(); });
        here.connector->forget_next();
        here.connector->accepts_next("192.0.2.1", deaf);
        const started opening(here.context.get_executor(), [&] { return here.one.connect(here.to); });
        here.settle();
        CHECK(opening.completions() == 0);
        here.advance(10min);
        REQUIRE(opening.completions() == 1);
        CHECK(opening.code()
              == (way == security::stls ? errc::greeting_timed_out : errc::handshake_timed_out));
        CHECK(deaf->closed);
        CHECK(here.connector->tried.size() == 2);
    }
}

TEST_CASE("[R104] ALPN that is switched off is not offered, not even by the user's own context") {
    boost::asio::ssl::context own(boost::asio::ssl::context::tls_client);
    const auto pem = authority_pem();
    own.add_certificate_authority(boost::asio::buffer(pem));
    constexpr unsigned char other[] = "\2h2";
    SSL_CTX_set_alpn_protos(own.native_handle(), other, sizeof other - 1);
    for (const auto offer : {alpn::pop3, alpn::off}) {
        tls_stage here{certificate_plan()};
        here.to = here.to.tls(tls(own)).alpn(offer);
        CHECK_FALSE(here.open());
        CHECK(here.there->tls()->offered() == (offer == alpn::off ? "" : "\4pop3"));
        CHECK(here.connector->tried.size() == 1);
    }
}
