// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "net/tls_stage.hpp"

// What is said when a server wants a certificate of the client that it does not get, or does not like.

using namespace popline;
using namespace popline::test;

TEST_CASE("[R106] a server that wants a client certificate and gets none is quoted") {
    struct way {
        int version;
        bool late;
    };
    for (const auto& [version, late] : {way{TLS1_2_VERSION, false}, way{TLS1_3_VERSION, true}}) {
        CAPTURE(late);
        auto shown = of_version(version);
        SSL_CTX_set_verify(shown.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        tls_stage here(shown);
        const started opening(here.context.get_executor(), [&] { return here.one.connect(here.to); });
        here.settle();
        REQUIRE(opening.completions() == 1);
        CHECK(opening.code() == (late ? errc::tls_failed : errc::handshake_failed));
        CHECK(opening.code() == condition::tls);
        const std::string words = opening.thrown()->what();
        CAPTURE(words);
        CHECK(words.find("the server wants a client certificate, and none is set: ") != std::string::npos);
        CHECK(words.find(late ? "certificate required" : "handshake failure") != std::string::npos);
    }
}

TEST_CASE("[R106] a client certificate that the server refuses is named, and so is the server's reason") {
    const auto own = make_server({.dns_names = {}, .purpose = "clientAuth", .by = issuer::stranger});
    const scratch_file chain(certificate_pem(own));
    const scratch_file key(key_pem(own));
    const tls with(our_options().client_certificate(chain.path(), key.path()));
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        CAPTURE(version);
        auto shown = of_version(version);
        SSL_CTX_set_verify(shown.get(), SSL_VERIFY_PEER, nullptr);
        tls_stage here(shown);
        here.to = here.to.tls(with);
        const started opening(here.context.get_executor(), [&] { return here.one.connect(here.to); });
        here.settle();
        REQUIRE(opening.thrown());
        CHECK(opening.code() == condition::tls);
        CHECK(opening.thrown()->detail().find("the server refuses the client certificate: ")
              != std::string::npos);
        CHECK(opening.thrown()->detail().find("unknown ca") != std::string::npos);
    }
}

TEST_CASE("[R106] an alert for another reason says nothing of client certificates") {
    const auto own = make_server({.dns_names = {}, .purpose = "clientAuth"});
    const scratch_file chain(certificate_pem(own));
    const scratch_file key(key_pem(own));
    const auto accept_any = [](int, X509_STORE_CTX*) { return 1; };
    const tls with(our_options().client_certificate(chain.path(), key.path()));
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
        for (const auto& one : {our_authority(), with}) {
            CAPTURE(version);
            const auto shown = of_version(version);
            SSL_CTX_set_verify(shown.get(), SSL_VERIFY_PEER, accept_any);  // it asks, and does not insist
            tls_stage here(shown);
            here.to = here.to.tls(one);
            REQUIRE_FALSE(here.open());
            const std::string forged = std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, 'x');
            here.there->tls()->hear(forged);
            here.there->say_raw(here.there->tls()->take_output());
            const started asked(here.context.get_executor(),
                                [&]() -> boost::asio::awaitable<void> { co_await here.one.stat(); });
            here.settle();
            CHECK(asked.code() == errc::tls_failed);
            REQUIRE(asked.thrown());
            const std::string words = asked.thrown()->what();
            CAPTURE(words);
            CHECK(words.find("bad record mac") != std::string::npos);
            CHECK(words.find("client certificate") == std::string::npos);
        }
}

TEST_CASE("[R106] a server that wants a certificate and hangs up without a word is explained") {
    tls_stage here(of_version(TLS1_2_VERSION));
    SSL_set_verify(here.there->tls()->native(), SSL_VERIFY_PEER, nullptr);
    here.there->on_read = [&](std::size_t) {
        here.there->is_deaf = true;
        here.there->hang_up();
    };
    const started opening(here.context.get_executor(), [&] { return here.one.connect(here.to); });
    here.settle();
    CHECK(opening.code() == errc::handshake_closed);
    REQUIRE(opening.thrown());
    CHECK(opening.thrown()->detail() == "the server wants a client certificate, and none is set");
}
