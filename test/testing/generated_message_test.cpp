// SPDX-License-Identifier: BSL-1.0
#include "testing/generated_message.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "raw_client.hpp"
#include "testing/message.hpp"

using popline::testing::server;
using popline::testing::detail::generated_message;

TEST_CASE("a generated message has the requested size, whole lines, and lines that begin with dots") {
    for (std::size_t size = 256; size < 1'000; ++size) {
        auto const text = generated_message(size % 97, size);
        CHECK(text.size() == size);
        CHECK(text.ends_with("\r\n"));
        CHECK(text.find("\r\n\r\n") != std::string::npos);
    }
    auto const text = generated_message(1, 10'000);
    CHECK(text.find("\r\n.\r\n") != std::string::npos);
    CHECK(text.find("\r\n.j") != std::string::npos);
    CHECK(generated_message(1, 0).size() == 256);
}

TEST_CASE("generated_message returns the same text for the same number only") {
    CHECK(generated_message(3, 5'000) == generated_message(3, 5'000));
    CHECK(generated_message(3, 5'000) != generated_message(4, 5'000));
    CHECK(server::generated_message(3, 5'000) == generated_message(3, 5'000));
}

TEST_CASE("a client can list, read and delete mail in a generated maildrop of a terabyte") {
    running_server mail;
    mail.server.generate(1'000'000, 1'000'000);
    raw_client client(mail.server.port());
    client.log_in();
    CHECK(client.exchange("STAT") == "+OK 1000000 1000000000000\r\n");
    auto const sizes = client.exchange_listing("LIST");
    CHECK(sizes.starts_with("+OK 1000000 messages\r\n1 1000000\r\n"));
    CHECK(sizes.ends_with("\r\n1000000 1000000\r\n.\r\n"));
    CHECK(client.exchange("UIDL 999999") == "+OK 999999 uid-999999\r\n");
    popline::testing::detail::message const last(server::generated_message(1'000'000, 1'000'000));
    CHECK(client.exchange_listing("RETR 1000000") == last.reply());
    CHECK(client.exchange_listing("TOP 1000000 2") == "+OK\r\n" + std::string(last.top(2)) + ".\r\n");
    CHECK(client.exchange("DELE 1000000") == "+OK marked\r\n");
    CHECK(client.exchange("STAT") == "+OK 999999 999999000000\r\n");
    CHECK(client.exchange("QUIT") == "+OK bye\r\n");
    CHECK(mail.server.unique_ids().back() == "uid-999999");
}

TEST_CASE(
    "generated and added messages stay in the order in which they were added, and keep their unique-ids") {
    running_server mail;
    mail.server.add("a\r\n").generate(2, 300).add("b\r\n", "b").generate(1, 400);
    raw_client client(mail.server.port());
    client.log_in();
    mail.server.generate(1, 300);
    CHECK(client.exchange_listing("UIDL")
          == "+OK 5 messages\r\n1 uid-1\r\n2 uid-2\r\n3 uid-3\r\n4 b\r\n5 uid-5\r\n.\r\n");
    CHECK(client.exchange_listing("LIST")
          == "+OK 5 messages\r\n1 3\r\n2 300\r\n3 300\r\n4 3\r\n5 400\r\n.\r\n");
    for (auto const* command : {"DELE 1", "DELE 3", "QUIT"})
        client.exchange(command);
    client.rest();
    CHECK(mail.server.unique_ids() == std::vector<std::string>{"uid-2", "b", "uid-5", "uid-6"});
    CHECK(mail.server.messages()
          == std::vector{generated_message(2, 300), std::string("b\r\n"), generated_message(5, 400),
                         generated_message(6, 300)});
}

TEST_CASE("a long pipeline of generated messages arrives whole, without and with TLS") {
    running_server mail;
    mail.server.generate(300, 20'000);
    std::string commands;
    std::string expected;
    for (std::size_t number = 1; number <= 300; ++number) {
        commands += "RETR " + std::to_string(number) + "\r\n";
        expected += popline::testing::detail::message(generated_message(number, 20'000)).reply();
    }
    for (bool const tls : {false, true}) {
        raw_client client(tls ? mail.server.tls_port() : mail.server.port());
        if (tls) client.start_tls(mail.server.certificate_pem());
        client.log_in();
        client.send(commands + "QUIT\r\n");
        CHECK(client.rest() == expected + "+OK bye\r\n");
    }
}
