// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>

#include "raw_client.hpp"

using popline::testing::options;

TEST_CASE("a server listens on the given ports, and its constructor throws if a port is in use") {
    std::uint16_t in_clear = 0;
    std::uint16_t with_tls = 0;
    {
        running_server const before;  // finds two free ports
        in_clear = before.server.port();
        with_tls = before.server.tls_port();
        CHECK(in_clear != with_tls);
    }
    running_server mail(options().port(in_clear).tls_port(with_tls));
    CHECK(mail.server.port() == in_clear);
    CHECK(mail.server.tls_port() == with_tls);
    raw_client client(in_clear);
    CHECK(client.line() == "+OK popline-testing ready\r\n");
    boost::asio::io_context io;
    CHECK_THROWS_AS(popline::testing::server(io.get_executor(), options().port(in_clear)),
                    boost::system::system_error);
    CHECK_THROWS_AS(popline::testing::server(io.get_executor(), options().tls_port(with_tls)),
                    boost::system::system_error);
}

TEST_CASE("a server with UTF8 obeys it before the login only, and then knows no STLS") {
    using popline::testing::utf8_logins;
    for (auto const allowed : {utf8_logins::allowed, utf8_logins::refused}) {
        running_server mail(options().with_utf8(allowed));
        raw_client client(mail.server.port());
        CHECK(client.line().starts_with("+OK"));
        auto const capa = client.exchange_listing("CAPA");
        auto const* const line = allowed == utf8_logins::allowed ? "\r\nUTF8 USER\r\n" : "\r\nUTF8\r\n";
        CHECK(capa.find(line) != capa.npos);
        CHECK(client.exchange("utf8").starts_with("+OK"));
        CHECK(client.exchange("STLS").starts_with("-ERR"));
        auto const* const sign = allowed == utf8_logins::allowed ? "+OK" : "-ERR";
        CHECK(client.exchange("USER j\xC3\xBCrgen").starts_with(sign));
        CHECK(client.exchange("USER user").starts_with("+OK"));
        CHECK(client.exchange("PASS secret").starts_with("+OK"));
        CHECK(client.exchange("UTF8").starts_with("-ERR"));
    }
    running_server without;
    raw_client client(without.server.port());
    CHECK(client.line().starts_with("+OK"));
    auto const capa = client.exchange_listing("CAPA");
    CHECK(capa.find("UTF8") == capa.npos);
    CHECK(capa.find("LANG") == capa.npos);
    CHECK(client.exchange("UTF8").starts_with("-ERR"));
    CHECK(client.exchange("LANG").starts_with("-ERR"));
}

TEST_CASE("a server with languages lists them and agrees to one of them, in both states") {
    running_server mail(options().with_language("en", "English").with_language("pt-BR", "Portugu\xC3\xAAs"));
    raw_client client(mail.server.port());
    CHECK(client.line().starts_with("+OK"));
    for (bool const logged_in : {false, true}) {
        if (logged_in) {
            CHECK(client.exchange("USER user").starts_with("+OK"));
            CHECK(client.exchange("PASS secret").starts_with("+OK"));
        }
        CHECK(client.exchange_listing("LANG").ends_with("\r\nen English\r\npt-BR Portugu\xC3\xAAs\r\n.\r\n"));
        CHECK(client.exchange("LANG pt-br") == "+OK pt-BR Portugu\xC3\xAAs\r\n");
        CHECK(client.exchange("LANG *") == "+OK en English\r\n");
        CHECK(client.exchange("LANG fr").starts_with("-ERR"));
    }
}
