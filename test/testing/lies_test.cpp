// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "raw_client.hpp"

TEST_CASE("lie_in_stat changes the reply to STAT and no other") {
    running_server mail;
    mail.server.add("a\r\n").lie_in_stat(7, std::numeric_limits<std::uint64_t>::max());
    raw_client client(mail.server.port());
    client.log_in();
    CHECK(client.exchange("STAT") == "+OK 7 18446744073709551615\r\n");
    CHECK(client.exchange_listing("LIST") == "+OK 1 messages\r\n1 3\r\n.\r\n");
    mail.server.heal();
    CHECK(client.exchange("STAT") == "+OK 1 3\r\n");
}

TEST_CASE("lie_in_list changes the size of one message or of all in LIST, and in no other reply") {
    running_server mail;
    mail.server.add("a\r\n").add("b\r\n").add("c\r\n").lie_in_list(2, 5'000'000'000);
    raw_client client(mail.server.port());
    client.log_in();
    CHECK(client.exchange_listing("LIST") == "+OK 3 messages\r\n1 3\r\n2 5000000000\r\n3 3\r\n.\r\n");
    mail.server.lie_in_list(0, 1);
    CHECK(client.exchange_listing("LIST") == "+OK 3 messages\r\n1 1\r\n2 5000000000\r\n3 1\r\n.\r\n");
    CHECK(client.exchange("LIST 3") == "+OK 3 1\r\n");
    CHECK(client.exchange("STAT") == "+OK 3 9\r\n");
    CHECK(client.exchange_listing("RETR 2") == "+OK 3 octets\r\nb\r\n.\r\n");
}

TEST_CASE("lie_in_retr changes the size in the status line of RETR, and the whole message follows") {
    running_server mail;
    auto const large = ".\r\n" + std::string(100'000, 'x') + "\r\n";
    mail.server.add("a\r\n").add(large).lie_in_retr(0, 0).lie_in_retr(2, 1);
    raw_client client(mail.server.port());
    client.log_in();
    CHECK(client.exchange_listing("RETR 1") == "+OK 0 octets\r\na\r\n.\r\n");
    CHECK(client.exchange_listing("RETR 2") == "+OK 1 octets\r\n." + large + ".\r\n");
    CHECK(client.exchange("LIST 2") == "+OK 2 100005\r\n");
}

TEST_CASE("leave_out omits a message from LIST and UIDL, but STAT counts it and RETR sends it") {
    running_server mail;
    mail.server.add("a\r\n", "one").add("b\r\n", "two").add("c\r\n", "three").leave_out(2);
    raw_client client(mail.server.port());
    client.log_in();
    CHECK(client.exchange_listing("LIST") == "+OK 3 messages\r\n1 3\r\n3 3\r\n.\r\n");
    CHECK(client.exchange_listing("UIDL") == "+OK 3 messages\r\n1 one\r\n3 three\r\n.\r\n");
    CHECK(client.exchange("STAT") == "+OK 3 9\r\n");
    CHECK(client.exchange("UIDL 2") == "+OK 2 two\r\n");
    CHECK(client.exchange_listing("RETR 2") == "+OK 3 octets\r\nb\r\n.\r\n");
    mail.server.leave_out(0);
    CHECK(client.exchange_listing("UIDL") == "+OK 3 messages\r\n.\r\n");
}
