// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <string>

#include "raw_client.hpp"

TEST_CASE("TLS from the start works, and the certificate is valid for each of its names") {
    running_server mail;
    mail.server.add("hello\r\n");
    for (auto const* name : {"localhost", "127.0.0.1", "::1"}) {
        raw_client client(mail.server.tls_port());
        client.start_tls(mail.server.certificate_pem(), name);
        client.log_in();
        CHECK(client.exchange_listing("RETR 1") == "+OK 7 octets\r\nhello\r\n.\r\n");
        CHECK(client.exchange("STLS").starts_with("-ERR"));
        CHECK(client.exchange("QUIT") == "+OK bye\r\n");
        CHECK(client.rest().empty());
        CHECK(client.why_ended() == boost::asio::error::eof);  // after a close_notify, not a truncated stream
    }
}

TEST_CASE("the certificate is not valid for another name") {
    running_server mail;
    raw_client client(mail.server.tls_port());
    CHECK_THROWS_AS(client.start_tls(mail.server.certificate_pem(), "example.com"),
                    boost::system::system_error);
}

TEST_CASE("STLS starts TLS, discards the USER sent before, and is not offered again") {
    running_server mail;
    raw_client client(mail.server.port());
    client.line();
    client.exchange("USER user");
    CHECK(client.exchange("STLS").starts_with("+OK"));
    client.start_tls(mail.server.certificate_pem());
    CHECK(client.exchange("PASS secret").starts_with("-ERR"));
    CHECK(client.exchange_listing("CAPA").find("STLS") == std::string::npos);
    CHECK(client.exchange("STLS").starts_with("-ERR"));
    client.exchange("USER user");
    CHECK(client.exchange("PASS secret") == "+OK 0 messages\r\n");
}

TEST_CASE("commands pipelined after STLS without TLS are not obeyed, and end the session") {
    running_server mail;
    raw_client client(mail.server.port());
    client.line();
    client.send("STLS\r\nUSER user\r\nPASS secret\r\n");
    auto const all = client.rest();
    CHECK(all == "+OK begin TLS\r\n");
    CHECK(mail.server.transcript() == std::vector<std::string>{"STLS"});
}

TEST_CASE("large messages are sent through TLS in few writes") {
    running_server mail;
    std::string const large(300'000, 'x');
    mail.server.fill(30, large);
    raw_client client(mail.server.tls_port());
    client.start_tls(mail.server.certificate_pem());
    client.log_in();
    std::string commands;
    for (int i = 1; i <= 30; ++i)
        commands += "RETR " + std::to_string(i) + "\r\n";
    client.send(commands);
    auto const reply = "+OK 300002 octets\r\n" + large + "\r\n.\r\n";
    bool all = true;
    for (int i = 0; i < 30; ++i)
        all = all && client.bytes(reply.size()) == reply;
    CHECK(all);
    CHECK(mail.server.counts().writes < 9'000'000 / 65536);
}

TEST_CASE("input that is not TLS ends the session, with an alert if it began like a TLS record") {
    running_server mail;
    raw_client client(mail.server.tls_port());
    client.send("USER user\r\nPASS secret\r\n");
    CHECK(client.rest().empty());

    raw_client nearly(mail.server.tls_port());
    nearly.send({"\x16\x03\x01\x00\x05hello", 10});
    auto const alert = nearly.rest();
    REQUIRE(alert.size() == 7);
    CHECK(alert[0] == '\x15');
}
