// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>

#include "raw_client.hpp"

using namespace std::chrono_literals;

namespace {
std::string const greeting = "+OK popline-testing ready\r\n";
}

TEST_CASE("a refused command gets the text that the test set and is not obeyed") {
    running_server mail;
    mail.server.add("a\r\n").add("b\r\n").refuse("dele", 2, "no").refuse("NOOP", 0, "[SYS/TEMP] later");
    raw_client client(mail.server.port());
    client.log_in();
    CHECK(client.exchange("Dele 2") == "-ERR no\r\n");
    CHECK(client.exchange("DELE 1") == "+OK marked\r\n");
    CHECK(client.exchange("NOOP") == "-ERR [SYS/TEMP] later\r\n");
    CHECK(client.exchange("STAT") == "+OK 1 3\r\n");
    mail.server.heal();
    CHECK(client.exchange("NOOP") == "+OK\r\n");
}

TEST_CASE("the n-th command of a kind is refused once, counted over all sessions, with a response code") {
    running_server mail;
    mail.server.add("a\r\n")
        .refuse_nth("retr", 3, "[SYS/TEMP] later")
        .refuse_nth("PASS", 2, "[LOGIN-DELAY] wait");
    {
        raw_client client(mail.server.port());
        client.log_in();
        for (auto const* command : {"RETR 1", "RETR 1"})
            CHECK(client.exchange_listing(command).starts_with("+OK"));
        client.exchange("QUIT");
    }
    raw_client client(mail.server.port());
    client.line();
    client.exchange("USER user");
    CHECK(client.exchange("PASS secret") == "-ERR [LOGIN-DELAY] wait\r\n");
    client.exchange("USER user");
    CHECK(client.exchange("PASS secret") == "+OK 1 messages\r\n");
    CHECK(client.exchange("RETR 1") == "-ERR [SYS/TEMP] later\r\n");
    CHECK(client.exchange_listing("RETR 1") == "+OK 3 octets\r\na\r\n.\r\n");
    mail.server.refuse_nth("NOOP", 1, "no").heal();
    CHECK(client.exchange("NOOP") == "+OK\r\n");
}

TEST_CASE(
    "a server that refuses an initial response, or ignores it, takes the response after its challenge") {
    for (bool const ignores : {false, true}) {
        running_server mail;
        ignores ? mail.server.ignore_initial_response() : mail.server.refuse_initial_response("syntax");
        raw_client client(mail.server.port());
        client.line();
        CHECK(client.exchange("AUTH PLAIN AHVzZXIAc2VjcmV0") == (ignores ? "+ \r\n" : "-ERR syntax\r\n"));
        if (!ignores) CHECK(client.exchange("AUTH PLAIN") == "+ \r\n");
        CHECK(client.exchange("AHVzZXIAc2VjcmV0") == "+OK 0 messages\r\n");
        mail.server.heal();
        raw_client again(mail.server.port());
        again.line();
        CHECK(client.exchange("QUIT").starts_with("+OK"));
        CHECK(again.exchange("AUTH PLAIN AHVzZXIAc2VjcmV0") == "+OK 0 messages\r\n");
    }
}

TEST_CASE("a server that breaks pipelining announces it, but obeys only the first line of each read") {
    running_server mail;
    mail.server.add("a\r\n");
    for (bool const tls : {false, true}) {
        raw_client client(tls ? mail.server.tls_port() : mail.server.port());
        if (tls) client.start_tls(mail.server.certificate_pem());
        client.log_in();
        mail.server.break_pipelining();
        CHECK(client.exchange_listing("CAPA").find("\r\nPIPELINING\r\n") != std::string::npos);
        client.send("STAT\r\nDELE 1\r\nNO");
        CHECK(client.line() == "+OK 1 3\r\n");
        CHECK(client.exchange("STAT") == "+OK 1 3\r\n");
        mail.server.heal();
        client.send("STAT\r\nNOOP\r\n");
        CHECK(client.line() == "+OK 1 3\r\n");
        CHECK(client.line() == "+OK\r\n");
        client.exchange("QUIT");
    }
}

TEST_CASE("close_after ends the link after exactly that many bytes, and deletes nothing") {
    running_server mail;
    mail.server.add("a\r\n");
    auto const talk = [&] {
        raw_client client(mail.server.port());
        client.send("USER user\r\nPASS secret\r\nRETR 1\r\nDELE 1\r\n");
        client.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send);
        return client.rest();
    };
    auto const whole = talk();
    CHECK(whole == greeting + "+OK\r\n+OK 1 messages\r\n+OK 3 octets\r\na\r\n.\r\n+OK marked\r\n");
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        CAPTURE(cut);
        mail.server.close_after(cut);
        CHECK(talk() == whole.substr(0, cut));
        CHECK(mail.server.messages().size() == 1);
        CHECK_FALSE(mail.server.locked());
    }
}

TEST_CASE("a stalled session sends nothing, still obeys commands, and continues after heal()") {
    running_server mail;
    mail.server.stall_after(greeting.size() + 2);
    raw_client client(mail.server.port());
    CHECK(client.line() == greeting);
    client.send("USER user\r\nPASS secret\r\n");
    CHECK(client.bytes(2) == "+O");
    while (mail.server.counts().commands < 2)
        std::this_thread::yield();
    CHECK(mail.server.locked());
    mail.server.heal();
    CHECK(client.line() == "K\r\n");
    CHECK(client.line() == "+OK 0 messages\r\n");
}

TEST_CASE("a stalled session ends when its client disconnects") {
    running_server mail;
    mail.server.silent();
    {
        raw_client in_clear(mail.server.port());
        raw_client with_tls(mail.server.tls_port());
        in_clear.send("USER user\r\n");
        while (mail.server.counts().sessions < 2)
            std::this_thread::yield();
    }
    while (mail.server.counts().open > 0)
        std::this_thread::yield();
    CHECK(mail.server.counts().writes == 0);
}

TEST_CASE("split limits each write to that many bytes, without and with TLS") {
    running_server mail;
    mail.server.add(std::string(1000, 'x')).split(1);
    raw_client client(mail.server.port());
    client.log_in();
    auto const before = mail.server.counts().writes;
    auto const reply = client.exchange_listing("RETR 1");
    CHECK(reply == "+OK 1002 octets\r\n" + std::string(1000, 'x') + "\r\n.\r\n");
    CHECK(mail.server.counts().writes - before == reply.size());
    client.exchange("QUIT");

    raw_client with_tls(mail.server.tls_port());
    with_tls.start_tls(mail.server.certificate_pem());
    with_tls.log_in();
    CHECK(with_tls.exchange_listing("RETR 1") == reply);
}

TEST_CASE(
    "a delay is that of a link: each reply comes that much later, and delays of several round trips "
    "overlap") {
    running_server mail;
    mail.server.delay(250ms);
    raw_client client(mail.server.port());
    auto const start = std::chrono::steady_clock::now();
    CHECK(client.line() == greeting);
    CHECK(std::chrono::steady_clock::now() - start >= 250ms);

    auto const asked = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) {
        client.send("USER user\r\n");
        while (mail.server.counts().commands < static_cast<std::size_t>(i + 1))
            std::this_thread::yield();
    }
    for (int i = 0; i < 20; ++i)
        CHECK(client.line() == "+OK\r\n");
    auto const took = std::chrono::steady_clock::now() - asked;
    CHECK(took >= 250ms);
    CHECK(took < 2 * 250ms);
}
