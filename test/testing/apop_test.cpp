// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <string>

#include "raw_client.hpp"

using popline::testing::options;

namespace {

// The example of RFC 1939 section 7: the user "mrose" with this password, a timestamp and the digest of both.
std::string const stamp = "<1896.697170952@dbc.mtview.ca.us>";
std::string const password = "tanstaaf";
std::string const digest = "c4c9334bac560ecc979e58001b3e22fb";

std::string stamp_in(std::string const& greeting) {
    return greeting.substr(greeting.rfind('<'), greeting.rfind('>') + 1 - greeting.rfind('<'));
}

}  // namespace

TEST_CASE("APOP logs in with the digest of the greeting's stamp and the password") {
    running_server mail(options().apop(stamp));
    mail.server.user("mrose", password).user("two words", password).add_for("mrose", "a\r\n");
    raw_client client(mail.server.port());
    CHECK(client.line() == "+OK popline-testing ready " + stamp + "\r\n");
    CHECK(client.exchange("APOP mrose " + digest) == "+OK 1 messages\r\n");
    CHECK(client.exchange("RETR 1") == "+OK 3 octets\r\n");

    raw_client other(mail.server.tls_port());
    other.start_tls(mail.server.certificate_pem());
    other.line();
    CHECK(other.exchange("apop two words " + digest) == "+OK 0 messages\r\n");
}

TEST_CASE("APOP refuses a wrong digest, a wrong user and a second session, and a later login succeeds") {
    running_server mail(options().apop(stamp));
    mail.server.user("mrose", password);
    raw_client client(mail.server.port());
    client.line();
    std::string const wrong = digest.substr(1);
    std::string const upper = "C4C9334BAC560ECC979E58001B3E22FB";
    for (auto const& bad : {"mrose d" + wrong, "mrose " + wrong, "mrose " + upper, "nobody " + digest,
                            "user " + digest, "mrose " + digest + " ", std::string("mrose ")})
        CHECK(client.exchange("APOP " + bad).starts_with("-ERR [AUTH] "));
    for (auto const* bad : {"APOP", "APOP mrose", "APOP "})
        CHECK(client.exchange(bad).starts_with("-ERR "));
    CHECK(client.exchange("APOP mrose " + digest).starts_with("+OK"));
    raw_client late(mail.server.port());
    late.line();
    CHECK(late.exchange("APOP mrose " + digest).starts_with("-ERR [IN-USE] "));
}

TEST_CASE("each session gets its own timestamp, a msg-id, unless the test sets one") {
    running_server mail(options().apop().greeting("hello"));
    mail.server.user("mrose", password);
    raw_client one(mail.server.port());
    raw_client two(mail.server.port());
    auto const first = one.line();
    auto const second = two.line();
    CHECK(first.starts_with("+OK hello <"));
    CHECK(first.ends_with(">\r\n"));
    CHECK(stamp_in(first).find('@') != std::string::npos);
    CHECK(stamp_in(first) != stamp_in(second));
    CHECK(two.exchange("APOP mrose " + digest).starts_with("-ERR [AUTH] "));

    running_server odd(options().apop("<no at sign>"));
    raw_client client(odd.server.port());
    CHECK(client.line() == "+OK popline-testing ready <no at sign>\r\n");
}

TEST_CASE("without the option apop() the greeting has no timestamp and APOP is refused") {
    running_server mail;
    raw_client client(mail.server.port());
    CHECK(client.line().find('<') == std::string::npos);
    CHECK(client.exchange("APOP user " + digest).starts_with("-ERR "));
    CHECK(client.exchange("USER user") == "+OK\r\n");
}
