// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "raw_client.hpp"

using popline::testing::capability;
using popline::testing::options;

namespace {
std::string const first = "Subject: one\r\n\r\n.dot\r\nlast\r\n";
std::string const second = "Subject: two\r\n\r\n";
}  // namespace

TEST_CASE("a session reads its mail and deletes it at QUIT") {
    running_server mail;
    mail.server.add(first, "one").add(second, "two");
    raw_client client(mail.server.port());
    CHECK(client.line() == "+OK popline-testing ready\r\n");
    CHECK(client.exchange("USER user") == "+OK\r\n");
    CHECK(client.exchange("PASS secret") == "+OK 2 messages\r\n");
    CHECK(client.exchange("STAT") == "+OK 2 44\r\n");
    CHECK(client.exchange_listing("LIST") == "+OK 2 messages\r\n1 28\r\n2 16\r\n.\r\n");
    CHECK(client.exchange_listing("UIDL") == "+OK 2 messages\r\n1 one\r\n2 two\r\n.\r\n");
    CHECK(client.exchange_listing("RETR 1") == "+OK 28 octets\r\nSubject: one\r\n\r\n..dot\r\nlast\r\n.\r\n");
    CHECK(client.exchange("DELE 1") == "+OK marked\r\n");
    CHECK(mail.server.messages().size() == 2);
    CHECK(client.exchange("QUIT") == "+OK bye\r\n");
    CHECK(client.rest().empty());
    CHECK(mail.server.messages() == std::vector{second});
    CHECK(mail.server.unique_ids() == std::vector<std::string>{"two"});
    CHECK(mail.server.transcript()
          == std::vector<std::string>{"USER user", "PASS secret", "STAT", "LIST", "UIDL", "RETR 1", "DELE 1",
                                      "QUIT"});
}

TEST_CASE("LIST and UIDL with a message number get a reply of one line") {
    running_server mail;
    mail.server.add(first, "one").add(second, "two");
    raw_client client(mail.server.port());
    client.log_in();
    CHECK(client.exchange("LIST 2") == "+OK 2 16\r\n");
    CHECK(client.exchange("UIDL 2") == "+OK 2 two\r\n");
    CHECK(client.exchange("list 3").starts_with("-ERR"));
    CHECK(client.exchange("UIDL 0").starts_with("-ERR"));
    CHECK(client.exchange("LIST 1x").starts_with("-ERR"));
    CHECK(client.exchange("LIST 99999999999999999999999").starts_with("-ERR"));
}

TEST_CASE("TOP sends the header and the requested number of body lines") {
    running_server mail;
    mail.server.add(first);
    raw_client client(mail.server.port());
    client.log_in();
    CHECK(client.exchange_listing("TOP 1 0") == "+OK\r\nSubject: one\r\n\r\n.\r\n");
    CHECK(client.exchange_listing("top 1 1") == "+OK\r\nSubject: one\r\n\r\n..dot\r\n.\r\n");
    CHECK(client.exchange("TOP 1").starts_with("-ERR"));
    CHECK(client.exchange("TOP 2 0").starts_with("-ERR"));
    CHECK(client.exchange("TOP 1 -1").starts_with("-ERR"));
}

TEST_CASE(
    "a message that is marked as deleted is not counted or listed until RSET, and the others keep their "
    "numbers") {
    running_server mail;
    mail.server.add(first).add(second);
    raw_client client(mail.server.port());
    client.log_in();
    CHECK(client.exchange("DELE 1") == "+OK marked\r\n");
    CHECK(client.exchange("STAT") == "+OK 1 16\r\n");
    CHECK(client.exchange_listing("LIST") == "+OK 1 messages\r\n2 16\r\n.\r\n");
    CHECK(client.exchange_listing("UIDL") == "+OK 1 messages\r\n2 uid-2\r\n.\r\n");
    for (auto const* command : {"DELE 1", "RETR 1", "TOP 1 0", "LIST 1", "UIDL 1"})
        CHECK(client.exchange(command).starts_with("-ERR"));
    CHECK(client.exchange("RSET") == "+OK 2 messages\r\n");
    CHECK(client.exchange("STAT") == "+OK 2 44\r\n");
    client.exchange("QUIT");
    CHECK(mail.server.messages().size() == 2);
}

TEST_CASE("a link that ends without QUIT deletes nothing and frees the maildrop") {
    running_server mail;
    mail.server.add(first);
    {
        raw_client client(mail.server.port());
        client.log_in();
        CHECK(client.exchange("DELE 1") == "+OK marked\r\n");
        client.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send);
        CHECK(client.rest().empty());
    }
    while (mail.server.counts().open > 0)
        std::this_thread::yield();
    CHECK(mail.server.messages().size() == 1);
    CHECK_FALSE(mail.server.locked());
}

TEST_CASE("a second session is refused while the first has the maildrop") {
    running_server mail;
    mail.server.add(first).user("other", "word");
    raw_client holder(mail.server.port());
    holder.log_in();
    CHECK(mail.server.locked());
    raw_client late(mail.server.port());
    late.line();
    late.exchange("USER user");
    CHECK(late.exchange("PASS secret").starts_with("-ERR [IN-USE] "));
    late.exchange("USER other");
    CHECK(late.exchange("PASS word") == "+OK 0 messages\r\n");

    holder.exchange("QUIT");
    raw_client next(mail.server.port());
    next.log_in();
    CHECK(next.exchange("NOOP") == "+OK\r\n");
}

TEST_CASE("a message that is added during a session is not visible to it and is not lost") {
    running_server mail;
    mail.server.add(first);
    raw_client client(mail.server.port());
    client.log_in();
    mail.server.add(second);
    CHECK(client.exchange("STAT") == "+OK 1 28\r\n");
    client.exchange("DELE 1");
    client.exchange("QUIT");
    CHECK(mail.server.messages() == std::vector{second});
}

TEST_CASE("wrong credentials are refused with a code, and the session goes on") {
    running_server mail;
    raw_client client(mail.server.port());
    client.line();
    client.exchange("USER user");
    CHECK(client.exchange("PASS wrong").starts_with("-ERR [AUTH] "));
    CHECK(client.exchange("PASS secret").starts_with("-ERR "));  // PASS is allowed only directly after USER
    client.exchange("USER nobody");
    CHECK(client.exchange("PASS secret").starts_with("-ERR [AUTH] "));
    for (int i = 0; i < 30; ++i)
        CHECK(client.exchange("nonsense").starts_with("-ERR"));
    client.exchange("USER user");
    CHECK(client.exchange("PASS secret").starts_with("+OK"));
}

TEST_CASE("a password may contain blanks") {
    running_server mail;
    mail.server.user("spacy", " a  b ");
    raw_client client(mail.server.port());
    client.line();
    client.exchange("USER spacy");
    CHECK(client.exchange("PASS  a  b ").starts_with("+OK"));
}

TEST_CASE("a command is refused in the wrong state, with a missing argument or with an extra blank") {
    running_server mail;
    raw_client client(mail.server.port());
    client.line();
    for (auto const* early : {"STAT", "LIST", "UIDL", "RETR 1", "DELE 1", "TOP 1 0", "NOOP", "RSET"})
        CHECK(client.exchange(early).starts_with("-ERR"));
    client.exchange("USER user");
    client.exchange("PASS secret");
    for (auto const* late :
         {"USER user", "PASS secret", "AUTH PLAIN", "STLS", "STAT ", "NOOP ", "QUIT ", "RETR", "", " "})
        CHECK(client.exchange(late).starts_with("-ERR"));
    CHECK(client.exchange("NoOp") == "+OK\r\n");
}

TEST_CASE("CAPA lists the capabilities of the current state") {
    running_server mail(options().announce("EXPIRE NEVER"));
    raw_client client(mail.server.port());
    client.line();
    CHECK(client.exchange_listing("CAPA") ==
          "+OK capabilities follow\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nUSER\r\nSASL PLAIN\r\n"
          "STLS\r\nEXPIRE NEVER\r\n.\r\n");
    client.exchange("USER user");
    client.exchange("PASS secret");
    CHECK(client.exchange_listing("CAPA") ==
          "+OK capabilities follow\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nEXPIRE NEVER\r\n.\r\n");
}

TEST_CASE("a capability that the test removes is not announced, and its command is refused") {
    running_server mail(options()
                            .without(capability::top)
                            .without(capability::uidl)
                            .without(capability::stls)
                            .without(capability::sasl_plain)
                            .without(capability::resp_codes)
                            .pipelining_after_login()
                            .greeting("hello"));
    raw_client client(mail.server.port());
    CHECK(client.line() == "+OK hello\r\n");
    CHECK(client.exchange_listing("CAPA") == "+OK capabilities follow\r\nUSER\r\n.\r\n");
    CHECK(client.exchange("STLS").starts_with("-ERR"));
    CHECK(client.exchange("AUTH PLAIN").starts_with("-ERR"));
    client.exchange("USER user");
    CHECK(client.exchange("PASS wrong") == "-ERR wrong user or password\r\n");
    client.exchange("USER user");
    client.exchange("PASS secret");
    CHECK(client.exchange_listing("CAPA") == "+OK capabilities follow\r\nPIPELINING\r\n.\r\n");
    CHECK(client.exchange("UIDL").starts_with("-ERR"));
    CHECK(client.exchange("TOP 1 1").starts_with("-ERR"));

    running_server old(options().without(capability::capa).without(capability::user));
    raw_client other(old.server.port());
    other.line();
    CHECK(other.exchange("CAPA").starts_with("-ERR"));
    CHECK(other.exchange("USER user").starts_with("-ERR"));
}

TEST_CASE("AUTH PLAIN accepts the response in the command or after the challenge") {
    running_server mail;
    for (std::string const response : {"AHVzZXIAc2VjcmV0", "dXNlcgB1c2VyAHNlY3JldA=="}) {
        raw_client at_once(mail.server.port());
        at_once.line();
        CHECK(at_once.exchange("AUTH PLAIN " + response) == "+OK 0 messages\r\n");
        at_once.exchange("QUIT");
        raw_client asked(mail.server.port());
        asked.line();
        CHECK(asked.exchange("auth plain") == "+ \r\n");
        CHECK(asked.exchange(response) == "+OK 0 messages\r\n");
        asked.exchange("QUIT");
    }
}

TEST_CASE("AUTH PLAIN refuses malformed responses and wrong credentials, and the session goes on") {
    running_server mail;
    raw_client client(mail.server.port());
    client.line();
    CHECK(client.exchange("AUTH").starts_with("-ERR"));
    CHECK(client.exchange("AUTH LOGIN").starts_with("-ERR"));
    for (auto const* bad : {"*", "=", "", "AHVzZXIAc2VjcmV", "!!!!", "AAAA", "QUJD", " AHVzZXIAc2VjcmV0"}) {
        CHECK(client.exchange("AUTH PLAIN") == "+ \r\n");
        CHECK(client.exchange(bad).starts_with("-ERR"));
    }
    CHECK(client.exchange("AUTH PLAIN AHVzZXIAd3Jvbmc=").starts_with("-ERR [AUTH] "));
    CHECK(client.exchange("AUTH PLAIN cm9vdAB1c2VyAHNlY3JldA==").starts_with("-ERR [AUTH] "));
    CHECK(client.exchange("AUTH PLAIN AHVzZXIAc2VjcmV0").starts_with("+OK"));
}

TEST_CASE("a command may have 255 octets (RFC 2449) and a response to a challenge 12 KiB") {
    running_server mail;
    mail.server.user(std::string(248, 'u'), "secret").user("long", std::string(9000, 'p'));
    raw_client client(mail.server.port());
    client.line();
    CHECK(client.exchange("USER " + std::string(248, 'u')) == "+OK\r\n");
    CHECK(client.exchange("USER " + std::string(249, 'u')) == "-ERR line too long\r\n");
    CHECK(client.exchange(std::string(200000, 'x')) == "-ERR line too long\r\n");

    std::string response = "AGxvbmcA";  // NUL "long" NUL
    for (int i = 0; i < 3000; ++i)
        response += "cHBw";
    client.exchange("AUTH PLAIN");
    CHECK(client.exchange(response.substr(0, 8 + 12000)) == "+OK 0 messages\r\n");
    client.exchange("QUIT");

    raw_client other(mail.server.port());
    other.line();
    other.exchange("AUTH PLAIN");
    CHECK(other.exchange(std::string(12287, 'A')) == "-ERR line too long\r\n");
    CHECK(other.exchange("USER user") == "+OK\r\n");
}
