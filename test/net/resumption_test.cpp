// SPDX-License-Identifier: BSL-1.0
// Longer than 250 lines: what is resumed and what is not, by TLS 1.2 and 1.3, is read side by side.
#include <doctest/doctest.h>

#include <array>
#include <boost/asio/ssl/context.hpp>
#include <functional>

#include "net/tls_stage.hpp"

// Which connections resume the TLS session of an earlier one, in memory.

using namespace popline;
using namespace popline::test;
using namespace std::chrono_literals;

namespace {

constexpr auto unchecked = certificate_check::switched_off_without_any_protection;

/// Makes the server's context refuse the tickets that it has given so far.
void change_ticket_keys(const tls_context& of) {
    std::array<unsigned char, 80> keys{};
    static unsigned char number = 0;
    keys.fill(++number);
    REQUIRE(SSL_CTX_set_tlsext_ticket_keys(of.get(), keys.data(), keys.size()) == 1);
}

struct visit {
    boost::system::error_code code;
    bool resumed = false;
    std::size_t connections = 0;
};

using change = std::function<void(tls_stage&)>;

/// Connects and logs in once, in an execution context of its own.
visit go(const tls_context& there, const tls& with, const change& differently = {}) {
    tls_stage here(there);
    here.to = here.to.tls(with);
    if (differently) differently(here);
    const auto code = here.open();
    const bool resumed = here.one.tls_facts().resumed;
    if (!code) CHECK((SSL_session_reused(here.there->tls()->native()) == 1) == resumed);
    return {code, resumed, here.connector->tried.size()};
}

constexpr std::array versions{TLS1_2_VERSION, TLS1_3_VERSION};

}  // namespace

TEST_CASE(
    "a second session resumes the first, and a third the second, over TLS 1.2 and 1.3, and after STLS") {
    for (const int version : versions)
        for (const auto way : {security::implicit_tls, security::stls}) {
            CAPTURE(version);
            const auto there = of_version(version);
            const tls with(our_options());
            for (const bool expected : {false, true, true, true}) {
                tls_stage here(there, "pop.example.com", way);
                here.to = here.to.tls(with);
                CHECK_FALSE(here.open());
                const auto facts = here.one.tls_facts();
                CHECK(facts.resumed == expected);
                CHECK((SSL_session_reused(here.there->tls()->native()) == 1) == expected);
                CHECK(facts.version == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"));
                // A resumed handshake shows no certificate: this is that of the first one.
                CHECK(facts.certificate.size() == 64);
                CHECK(facts.chain == std::vector{certificate_der(there)});
            }
        }
}

TEST_CASE("what differs from the first session in one part makes a full handshake") {
    struct row {
        const char* what;
        change differently;
    };
    certificate_plan two_names;
    two_names.dns_names = {"pop.example.com", "mail.example.com"};
    const tls other(our_options());
    const std::vector<row> rows = {
        {"the port", [](tls_stage& here) { here.to = here.to.port(1995); }},
        {"the name that is expected",
         [](tls_stage& here) { here.to = here.to.expect_name("mail.example.com"); }},
        {"the host",
         [](tls_stage& here) {
             here.resolver->knows("mail.example.com", {"192.0.2.1"});
             here.to = server("mail.example.com").tls(*here.to.tls()).expect_name("pop.example.com");
         }},
        {"the tls", [&](tls_stage& here) { here.to = here.to.tls(other); }},
        {"the check of the certificate", [](tls_stage& here) { here.to = here.to.certificate(unchecked); }},
    };
    for (const int version : versions) {
        const auto there = of_version(version, two_names);
        const tls with(our_options());
        CHECK_FALSE(go(there, with).code);
        for (const auto& [what, differently] : rows) {
            CAPTURE(version);
            CAPTURE(what);
            const auto came = go(there, with, differently);
            CHECK_FALSE(came.code);
            CHECK_FALSE(came.resumed);
        }
        CHECK(go(there, with).resumed);  // the ticket is still there
    }
}

TEST_CASE("resumption can be switched off, and a context of the user's has it only if asked") {
    const auto pem = authority_pem();
    for (const int version : versions)
        for (const auto use : {tls_resumption::off, tls_resumption::on}) {
            CAPTURE(version);
            const bool expected = use == tls_resumption::on;
            const auto there = of_version(version);
            const tls with(our_options().resumption(use));
            boost::asio::ssl::context own(boost::asio::ssl::context::tls_client);
            own.add_certificate_authority(boost::asio::buffer(pem));
            const auto of_user = expected ? tls(own, use) : tls(own);
            for (const auto& one : {with, of_user}) {
                CHECK_FALSE(go(there, one).resumed);
                CHECK(go(there, one).resumed == expected);
            }
            const tls again(own, use);  // the same context has the same tickets
            CHECK(go(there, again).resumed == expected);
            CHECK_FALSE(go(there, tls(own)).resumed);
            CHECK_FALSE(go(there, tls(with.native_handle())).resumed);
        }
}

TEST_CASE("with a client certificate there is no resumption unless asked for") {
    const auto own = make_server({.dns_names = {}, .purpose = "clientAuth"});
    const scratch_file chain(certificate_pem(own));
    const scratch_file key(key_pem(own));
    const auto shows = our_options().client_certificate(chain.path(), key.path());
    const auto accept_any = [](int, X509_STORE_CTX*) { return 1; };
    for (const int version : versions)
        for (const bool asked : {false, true}) {
            CAPTURE(version);
            const auto there = of_version(version);
            SSL_CTX_set_verify(there.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
            const unsigned char name[] = "pop";
            SSL_CTX_set_session_id_context(there.get(), name, sizeof name);
            const tls with(asked ? shows.resumption(tls_resumption::on) : shows);
            CHECK_FALSE(go(there, with).code);
            const auto again = go(there, with);
            CHECK_FALSE(again.code);
            CHECK(again.resumed == asked);
        }
}

TEST_CASE("[R43] a handshake without a check of the certificate leaves no ticket, and uses none") {
    for (const int version : versions) {
        CAPTURE(version);
        const auto there = of_version(version, {.by = issuer::stranger});
        const tls with(our_options());
        const auto without_check = [](tls_stage& here) { here.to = here.to.certificate(unchecked); };
        for (int times = 0; times < 2; ++times) {
            const auto came = go(there, with, without_check);
            CHECK_FALSE(came.code);
            CHECK_FALSE(came.resumed);
        }
        CHECK(go(there, with).code == errc::certificate_rejected);
    }
}

TEST_CASE("a ticket that the server does not take leads to a full handshake with its checks") {
    for (const int version : versions) {
        CAPTURE(version);
        auto there = of_version(version);
        const tls with(our_options());
        CHECK_FALSE(go(there, with).code);
        change_ticket_keys(there);
        const auto came = go(there, with);
        CHECK_FALSE(came.code);
        CHECK_FALSE(came.resumed);
        CHECK(came.connections == 1);
        CHECK(go(there, with).resumed);

        const auto impostor = of_version(version, {.by = issuer::stranger});
        const auto refused = go(impostor, with);
        CHECK(refused.code == errc::certificate_rejected);
        CHECK(refused.connections == 1);

        // The ticket has no part in this failure, so a second connection would be of no use.
        CHECK_FALSE(go(there, with).code);
        change_ticket_keys(there);
        SSL_CTX_set_verify(there.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        const auto failed = go(there, with);
        CHECK(failed.code == condition::tls);
        CHECK(failed.connections == 1);
    }
}

TEST_CASE("[R43] the certificate is checked at least once an hour, however often tickets are renewed") {
    for (const int version : versions) {
        CAPTURE(version);
        const auto there = of_version(version);
        const tls with(our_options());
        const auto after = [](net::duration time) {
            return [time](tls_stage& here) { here.clock->pass(time); };
        };
        CHECK_FALSE(go(there, with, after(0min)).resumed);
        CHECK(go(there, with, after(20min)).resumed);
        CHECK(go(there, with, after(40min)).resumed);
        CHECK_FALSE(go(there, with, after(60min)).resumed);
        CHECK(go(there, with, after(80min)).resumed);
    }
}

TEST_CASE("[R43] a resumed session comes from a handshake that the pins have passed") {
    for (const int version : versions)
        for (const auto meaning : {pin_check::with_chain, pin_check::instead_of_chain}) {
            CAPTURE(version);
            const auto there = of_version(version);
            const auto pins = our_options().pins(meaning);
            const tls right(pins.pin(key_digest(there)));
            const tls wrong(pins.pin(key_digest(make_server({}))));
            const tls none(our_options());
            CHECK_FALSE(go(there, right).code);
            CHECK_FALSE(go(there, none).code);
            for (int times = 0; times < 2; ++times) {
                CHECK(go(there, wrong).code == errc::certificate_rejected);
                CHECK(go(there, right).resumed);
                CHECK(go(there, none).resumed);
            }
        }
}

TEST_CASE("a server that cannot resume and ends the handshake is asked once more without a ticket") {
    enum class end { alert, alert_after_stls, close };
    for (const int version : versions)
        for (const auto how : {end::alert, end::alert_after_stls, end::close}) {
            CAPTURE(version);
            CAPTURE(static_cast<int>(how));
            const auto way = how == end::alert_after_stls ? security::stls : security::implicit_tls;
            const auto there = of_version(version);
            const tls with(our_options());
            const auto visit_again = [&](bool breaks) {
                tls_stage here(there, "pop.example.com", way);
                here.to = here.to.tls(with).port(1110);
                if (breaks && how == end::close) here.there->fails_at = 2;
                const auto again = std::make_shared<scripted_peer>(here.context.get_executor(),
                                                                   plain_greeting, plain_answer);
                if (way == security::stls)
                    again->behind_stls = there;
                else
                    again->secure(there);
                here.connector->accepts_next("192.0.2.1", again);
                const auto code = here.open();
                return visit{code, here.one.tls_facts().resumed, here.connector->tried.size()};
            };
            CHECK_FALSE(visit_again(false).code);
            REQUIRE(visit_again(false).resumed);
            // A server of OpenSSL that asks for a certificate, and whose sessions have no context, ends each
            // resumption with an alert.
            if (how != end::close) SSL_CTX_set_verify(there.get(), SSL_VERIFY_PEER, nullptr);
            const auto came = visit_again(true);
            CHECK_FALSE(came.code);
            CHECK_FALSE(came.resumed);
            CHECK(came.connections == 2);
            const auto later = visit_again(false);
            CHECK_FALSE(later.code);
            CHECK_FALSE(later.resumed);
            CHECK(later.connections == 1);
        }
}

TEST_CASE("a handshake with a ticket that times out is not tried again, and the next has no ticket") {
    const auto there = make_server({});
    const tls with(our_options());
    CHECK_FALSE(go(there, with).code);
    tls_stage here(there);
    here.to = here.to.tls(with);
    here.there->is_deaf = true;
    const started opening(here.context.get_executor(), [&] { return here.one.connect(here.to); });
    here.advance(10min);
    CHECK(opening.code() == errc::handshake_timed_out);
    CHECK(here.connector->tried.size() == 1);
    CHECK_FALSE(go(there, with).resumed);
}

TEST_CASE("what is kept for resumption is freed with the tls, and the session may be gone before") {
    static int made = 0;
    static int freed = 0;
    const auto on_new = [](void*, void*, CRYPTO_EX_DATA*, int, long, void*) { ++made; };
    const auto on_free = [](void*, void*, CRYPTO_EX_DATA*, int, long, void*) { ++freed; };
    REQUIRE(SSL_SESSION_get_ex_new_index(0, nullptr, on_new, nullptr, on_free) >= 0);
    for (const int version : versions) {
        CAPTURE(version);
        const int before = made - freed;
        {
            const auto there = of_version(version);
            SSL_CTX_set_session_cache_mode(there.get(), SSL_SESS_CACHE_OFF);
            const tls with(our_options());
            for (int times = 0; times < 3; ++times)
                CHECK_FALSE(go(there, with).code);
            CHECK(made - freed > before);
        }
        CHECK(made - freed == before);
    }
}
