// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/ssl/context.hpp>

#include "net/tls_stage.hpp"

// Which certificates a server may show, in memory.

using namespace popline;
using namespace popline::test;

TEST_CASE("[R43] a certificate with a fault ends the handshake, and not one command is written under TLS") {
    struct fault {
        const char* what;
        certificate_plan plan;
    };
    const std::vector<fault> faults = {
        {"expired", {.days_from = -3, .days_to = -1}},
        {"not yet valid", {.days_from = 1, .days_to = 3}},
        {"signed by itself", {.by = issuer::itself}},
        {"of an unknown issuer", {.by = issuer::stranger}},
        {"not for servers", {.purpose = "clientAuth"}},
        {"for another name", {.common_name = "pop.example.com", .dns_names = {"pop.example.org"}}},
    };
    for (const auto way : {security::implicit_tls, security::stls})
        for (const auto& [what, plan] : faults) {
            CAPTURE(what);
            tls_stage here(plan, "pop.example.com", way);
            CHECK(here.open() == errc::certificate_rejected);
            CHECK(here.there->written == (way == security::stls ? "STLS\r\n" : ""));
            CHECK(here.there->closed);
            CHECK(here.connector->tried.size() == 1);  // no second try, with TLS or without
            CHECK(here.one.phase() == phase::closed);
        }
    for (const auto way : {security::implicit_tls, security::stls})
        CHECK_FALSE(tls_stage(certificate_plan(), "pop.example.com", way).open());
}

TEST_CASE("[R44] a host name matches a DNS name or a whole left-most label, an address an address") {
    struct pair {
        const char* host;
        certificate_plan plan;
        bool good;
    };
    using namespace std::string_literals;
    const certificate_plan none{.dns_names = {}};
    const std::vector<pair> pairs = {
        {"pop.example.com", {.dns_names = {"imap.example.com", "POP.Example.COM"}}, true},
        {"pop.example.com", {.dns_names = {"*.example.com"}}, true},
        {"pop.eu.example.com", {.dns_names = {"*.example.com"}}, false},
        {"example.com", {.dns_names = {"*.example.com"}}, false},
        {"pop.example.com", {.dns_names = {"po*.example.com"}}, false},
        {"pop.example.com", {.dns_names = {"*p.example.com"}}, false},
        {"pop.example.com", {.dns_names = {"pop.*.com"}}, false},
        {"pop.example.com", {.dns_names = {"*"}}, false},
        {"pop.example.com", none, false},  // the common name matches, but it must not be used
        {"pop.example.com", {.dns_names = {"pop.example.com\0.example.org"s}}, false},
        {"pop.example.com", {.dns_names = {"pop.example.com.example.org"}}, false},
        {"192.0.2.1", {.dns_names = {}, .addresses = {"192.0.2.1"}}, true},
        {"192.0.2.1", {.dns_names = {}, .addresses = {"192.0.2.2"}}, false},
        {"192.0.2.1", {.common_name = "192.0.2.1", .dns_names = {"192.0.2.1"}}, false},
        // [R105] neither the final dot nor the zone is in a certificate.
        {"pop.example.com.", {.dns_names = {"pop.example.com"}}, true},
        {"pop.example.com.", {.dns_names = {"*.example.com"}}, true},
        {"pop.example.com.", {.dns_names = {"example.com"}}, false},
        {"2001:db8::1%1", {.dns_names = {}, .addresses = {"2001:db8::1"}}, true},
        {"2001:db8::1%1", {.dns_names = {}, .addresses = {"2001:db8::2"}}, false},
    };
    for (const auto& [host, plan, good] : pairs) {
        CAPTURE(host);
        CAPTURE(plan.dns_names);
        tls_stage here(plan, host);
        here.connector->accepts(host, here.there);  // if it is an address
        const auto came_to = here.open();
        if (good)
            CHECK_FALSE(came_to);
        else
            CHECK(came_to == errc::certificate_rejected);
        CHECK(here.there->written.empty() != good);
    }
}

TEST_CASE("[R44] a name to expect takes the place of the host in the certificate and in the hello") {
    struct row {
        const char* host;
        const char* expected;
        certificate_plan plan;
        bool good;
    };
    const certificate_plan other{.dns_names = {"mail.example.org"}};
    const std::vector<row> rows = {
        {"pop.example.com", "mail.example.org", other, true},
        {"192.0.2.1", "mail.example.org", other, true},
        {"pop.example.com", "mail.example.org.", other, true},
        {"pop.example.com", "192.0.2.9", {.dns_names = {}, .addresses = {"192.0.2.9"}}, true},
        {"pop.example.com", "mail.example.org", {}, false},  // the host dialled does not do
        {"192.0.2.1", "mail.example.org", {.dns_names = {}, .addresses = {"192.0.2.1"}}, false},
    };
    for (const auto way : {security::implicit_tls, security::stls})
        for (const auto& [host, expected, plan, good] : rows) {
            CAPTURE(host);
            CAPTURE(expected);
            tls_stage here(plan, host, way);
            here.connector->accepts(host, here.there);  // if it is an address
            here.to = here.to.expect_name(expected);
            const auto came_to = here.open();
            if (good)
                CHECK_FALSE(came_to);
            else
                CHECK(came_to == errc::certificate_rejected);
            const bool is_address = plan.dns_names.empty() && good;
            CHECK(here.there->tls()->server_name() == (is_address ? "" : "mail.example.org"));
        }
}

TEST_CASE("[R44] the name of a host is sent, an address is not, and ALPN says pop3") {
    tls_stage named{certificate_plan()};
    CHECK_FALSE(named.open());
    CHECK(named.there->tls()->server_name() == "pop.example.com");
    CHECK(named.there->tls()->offered() == "\4pop3");
    CHECK(named.one.tls_facts().protocol == "pop3");
    tls_stage numbered(certificate_plan{.dns_names = {}, .addresses = {"192.0.2.1"}}, "192.0.2.1");
    CHECK_FALSE(numbered.open());
    CHECK(numbered.there->tls()->server_name().empty());
    tls_stage absolute(certificate_plan(), "pop.example.com.");
    CHECK_FALSE(absolute.open());
    CHECK(absolute.resolver->asked
          == std::vector<std::string>{"pop.example.com."});  // [R105] the host name as the user gave it
    CHECK(absolute.there->tls()->server_name() == "pop.example.com");
}

TEST_CASE("[R44] the zone of an address is for this machine alone, and stands in no certificate") {
    const auto zoned = boost::asio::ip::make_address("fe80::1%1").to_string();
    tls_stage here(certificate_plan{.dns_names = {}, .addresses = {"fe80::1"}}, zoned);
    here.connector->accepts(zoned, here.there);
    CHECK_FALSE(here.open());
    CHECK(here.there->tls()->server_name().empty());
    tls_stage other(certificate_plan{.dns_names = {}, .addresses = {"fe80::2"}}, zoned);
    other.connector->accepts(zoned, other.there);
    CHECK(other.open() == errc::certificate_rejected);
}

TEST_CASE("TLS below 1.2 is refused, even if the user's own context allows it") {
    boost::asio::ssl::context own(boost::asio::ssl::context::tls_client);
    const auto pem = authority_pem();
    own.add_certificate_authority(boost::asio::buffer(pem));
    for (const int most : {TLS1_1_VERSION, TLS1_2_VERSION}) {
        SSL_CTX_set_min_proto_version(own.native_handle(), TLS1_VERSION);
        SSL_CTX_set_security_level(own.native_handle(), 0);
        const auto old = make_server({});
        SSL_CTX_set_min_proto_version(old.get(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(old.get(), most);
        SSL_CTX_set_security_level(old.get(), 0);
        tls_stage here(old);
        here.to = here.to.tls(tls(own));
        const auto came_to = here.open();
        if (most == TLS1_2_VERSION)
            CHECK(here.one.tls_facts().version == "TLSv1.2");
        else
            CHECK(came_to == errc::handshake_failed);
    }
}

TEST_CASE("[R43] a user's own context checks chain and host name all the same") {
    boost::asio::ssl::context own(boost::asio::ssl::context::tls_client);
    own.set_verify_mode(boost::asio::ssl::verify_none);
    tls_stage unknown{certificate_plan()};
    unknown.to = unknown.to.tls(tls(own));
    CHECK(unknown.open() == errc::certificate_rejected);

    const auto pem = authority_pem();
    own.add_certificate_authority(boost::asio::buffer(pem));
    tls_stage other(certificate_plan{.dns_names = {"pop.example.org"}});
    other.to = other.to.tls(tls(own));
    CHECK(other.open() == errc::certificate_rejected);
    tls_stage good{certificate_plan()};
    good.to = good.to.tls(tls(own));
    CHECK_FALSE(good.open());
}

TEST_CASE(
    "[R92] a thousand sessions without a tls of their own share one; with one of the user's none is made") {
    static int contexts_made = 0;
    const auto count = [](void*, void*, CRYPTO_EX_DATA*, int, long, void*) { ++contexts_made; };
    REQUIRE(SSL_CTX_get_ex_new_index(0, nullptr, count, nullptr, nullptr) >= 0);
    for (const bool own : {true, false}) {
        stage here;
        std::vector<std::shared_ptr<scripted_peer>> peers;
        const auto to = own ? stage::where().security(security::implicit_tls).tls(our_authority())
                            : stage::where().security(security::implicit_tls);
        const int before = contexts_made;
        std::vector<std::unique_ptr<session>> sessions;
        std::vector<std::unique_ptr<started>> openings;
        for (int number = 0; number < 1000; ++number) {
            peers.push_back(here.peer("", plain_answer));  // says nothing: every handshake stays open
            sessions.push_back(std::make_unique<session>(here.context));
            openings.push_back(
                std::make_unique<started>(here.context.get_executor(),
                                          [&to, one = sessions.back().get()] { return one->connect(to); }));
            here.settle();
        }
        CHECK(contexts_made - before == (own ? 0 : 1));
        for (const auto& one : peers)
            CHECK_FALSE(one->written.empty());
    }
}
