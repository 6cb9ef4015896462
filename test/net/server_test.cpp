// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/error.hpp>
#include <popline/server.hpp>

namespace popline::test {

TEST_CASE("a server has the port of its security, unless it is given one") {
    CHECK(server("a").port() == 995);
    CHECK(server("a").security(security::stls).port() == 110);
    CHECK(server("a").security(security::cleartext).port() == 110);
    CHECK(server("a").port(1995).security(security::stls).port() == 1995);
    CHECK(server("a").port(1995).port(0).port() == 995);
}

TEST_CASE("an option makes another server, and changes nothing else of it") {
    const server plain("a");
    const auto source = boost::asio::ip::make_address("192.0.2.7");
    limits strict;
    strict.round_count = 2;
    const auto made = plain.security(security::stls)
                          .certificate(certificate_check::switched_off_without_any_protection)
                          .expect_name("b")
                          .alpn(alpn::off)
                          .family(address_family::ipv6)
                          .source(source)
                          .proxy(proxy::socks5("b").login("user", "secret"))
                          .limits(strict)
                          .pipelining(pipelining::window(7))
                          .capabilities(capabilities({"UIDL"}));
    CHECK(made.host() == "a");
    CHECK(made.security() == security::stls);
    CHECK(made.certificate() == certificate_check::switched_off_without_any_protection);
    CHECK(made.expect_name() == "b");
    CHECK(made.alpn() == alpn::off);
    CHECK(made.family() == address_family::ipv6);
    CHECK(made.source() == source);
    REQUIRE(made.proxy());
    CHECK(made.proxy()->host() == "b");
    CHECK(server(made).proxy() == made.proxy());  // one password in memory
    CHECK(made.limits() == strict);
    CHECK(made.pipelining() == pipelining::window(7));
    REQUIRE(made.capabilities());
    CHECK(made.capabilities()->has("UIDL"));

    CHECK(plain.security() == security::implicit_tls);
    CHECK(plain.certificate() == certificate_check::required);
    CHECK(plain.alpn() == alpn::pop3);
    CHECK(plain.family() == address_family::any);
    CHECK_FALSE(plain.source());
    CHECK(plain.limits() == limits());
    CHECK(plain.pipelining() == pipelining::automatic());
    CHECK_FALSE(plain.capabilities());
    CHECK_FALSE(plain.proxy());
    CHECK_FALSE(plain.expect_name());
    CHECK_FALSE(plain.tls());
    CHECK_FALSE(plain.trace());
}

TEST_CASE("the last one of a proxy and a UNIX socket is the way to a server") {
    const auto by_socket = server("a").proxy(proxy::socks5("b")).unix_socket("/c");
    CHECK_FALSE(by_socket.proxy());
    CHECK(by_socket.unix_socket() == "/c");
    const auto by_proxy = by_socket.proxy(proxy::socks5("b"));
    CHECK(by_proxy.proxy());
    CHECK_FALSE(by_proxy.unix_socket());
}

TEST_CASE("a window of no commands is one of one command, since none could be sent") {
    CHECK(pipelining::window(0) == pipelining::off());
    CHECK(pipelining::window(0) != pipelining::automatic());
}

}  // namespace popline::test
