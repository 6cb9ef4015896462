// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <string>

#include "raw_client.hpp"

TEST_CASE("the replies to all commands of one read are sent in order and in one write") {
    running_server mail;
    mail.server.add("a\r\n").add("b\r\n");
    raw_client client(mail.server.port());
    client.log_in();
    auto const before = mail.server.counts();
    client.send("STAT\r\nLIST\r\nRETR 2\r\nRETR 9\r\nDELE 1\r\nRETR 1\r\nNOOP\r\n");
    CHECK(client.one_read() ==
          "+OK 2 6\r\n+OK 2 messages\r\n1 3\r\n2 3\r\n.\r\n+OK 3 octets\r\nb\r\n.\r\n-ERR no such message\r\n"
          "+OK marked\r\n-ERR no such message\r\n+OK\r\n");
    auto const after = mail.server.counts();
    CHECK(after.bursts - before.bursts == 1);
    CHECK(after.writes - before.writes == 1);
    CHECK(after.commands - before.commands == 7);
}

TEST_CASE("a command may arrive byte by byte") {
    running_server mail;
    raw_client client(mail.server.port());
    client.line();
    for (char const c : std::string("USER user\r\nPASS secret\r\nSTAT\n"))
        client.send({&c, 1});
    CHECK(client.line() == "+OK\r\n");
    CHECK(client.line() == "+OK 0 messages\r\n");
    CHECK(client.line() == "+OK 0 0\r\n");
}

TEST_CASE(
    "all replies arrive, even if they are far larger than the socket buffers and the client is still "
    "writing") {
    running_server mail;
    std::string const large(100'000, 'x');
    mail.server.fill(50, large);
    raw_client client(mail.server.port());
    client.log_in();
    std::string commands;
    for (int i = 0; i < 1000; ++i)
        commands += "RETR " + std::to_string(i % 50 + 1) + "\r\n";
    client.send(commands + "STAT\r\n");
    auto const reply = "+OK 100002 octets\r\n" + large + "\r\n.\r\n";
    bool all = true;
    for (int i = 0; i < 1000; ++i)
        all = all && client.bytes(reply.size()) == reply;
    CHECK(all);
    CHECK(client.line() == "+OK 50 5000100\r\n");
}

TEST_CASE("pending replies still arrive after QUIT and after the client has shut down its sending side") {
    running_server mail;
    std::string const large(1'000'000, 'x');
    mail.server.fill(20, large);
    raw_client client(mail.server.port());
    client.log_in();
    for (int i = 1; i <= 20; ++i)
        client.send("RETR " + std::to_string(i) + "\r\nDELE " + std::to_string(i) + "\r\n");
    client.send("QUIT\r\nNOOP\r\n");
    client.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send);
    auto const all = client.rest();
    CHECK(all.size() > 20'000'000);
    CHECK(all.ends_with("+OK marked\r\n+OK bye\r\n"));
    CHECK(mail.server.messages().empty());
}
