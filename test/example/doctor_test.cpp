// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "visited.hpp"

// `popline doctor`: what it finds out, what it leaves alone, and where it stops.

namespace popline::test {

namespace {

struct consulted : visited {
    using visited::visited;

    bool prints(const std::string& words) const { return printed.find(words) != std::string::npos; }
    /// Whether a client sent a line that begins so, in any session.
    bool was_sent(const std::string& beginning) {
        for (std::size_t at = 0; at < there.server.counts().sessions; ++at)
            for (const auto& line : there.server.transcript(at))
                if (line.starts_with(beginning)) return true;
        return false;
    }
    /// `popline doctor URL MORE` without a password.
    int consult(const std::string& url, const std::string& more = "") {
        return run(tool + " doctor " + url + " " + more);
    }
    std::string stls_url(const std::string& user = "user@") const {
        return "pop3://" + user + "127.0.0.1:" + std::to_string(there.server.port()) + " --ca '"
               + there.certificate.path() + "'";
    }
};

}  // namespace

TEST_CASE(
    "doctor shows connection, TLS, capabilities, login, maildrop and time, and a pin that can be used") {
    consulted here;
    CHECK(here.ask("doctor") == 0);
    CAPTURE(here.printed);
    CAPTURE(here.complained);
    CHECK(here.complained.empty());
    const auto port = std::to_string(here.there.server.tls_port());
    const std::string shown[] = {"127.0.0.1:" + port + ", TLS from the first byte",
                                 "route         directly",
                                 "to 127.0.0.1:" + port,
                                 "TLSv1.3, TLS_AES_256_GCM_SHA384, no ALPN, not resumed",
                                 "popline-testing ready",
                                 "for localhost, 127.0.0.1",
                                 "before the login:",
                                 "  PIPELINING",
                                 "after the login, what differs:",
                                 "  - SASL PLAIN",
                                 "PLAIN: accepted",
                                 "3 messages, 1000",
                                 "in the median of 5 NOOP"};
    for (const auto& words : shown) {
        CAPTURE(words);
        CHECK(here.prints(words));
    }
    const auto at = here.printed.find("--pin ");
    REQUIRE(at != std::string::npos);
    const auto pin = here.printed.substr(at, std::string("--pin ").size() + 64);
    CHECK(here.ask("stat", pin) == 0);
}

TEST_CASE("doctor changes nothing in the maildrop, and ends with QUIT") {
    consulted here;
    CHECK(here.ask("doctor") == 0);
    for (const std::string changing : {"DELE", "RETR", "TOP", "RSET"})
        CHECK(!here.was_sent(changing));
    CHECK(here.there.server.transcript().back() == "QUIT");
    CHECK(here.there.server.messages().size() == 3);
}

TEST_CASE("doctor without a user or a password ends before the login and says so") {
    consulted here;
    const auto port = std::to_string(here.there.server.tls_port());
    const std::string nameless =
        "pop3s://127.0.0.1:" + port + " --ca '" + here.there.certificate.path() + "'";
    const std::pair<std::string, std::string> rows[] = {{here.url(), "not tried: no password is given"},
                                                        {nameless, "not tried: the URL names no user"}};
    for (const auto& [url, words] : rows) {
        CAPTURE(url);
        CHECK(here.consult(url) == 0);
        CAPTURE(here.printed);
        CHECK(here.complained.empty());
        CHECK(here.prints(words));
        CHECK(here.prints("would begin with PLAIN"));
        CHECK(here.prints("in the median of 5 CAPA"));
        CHECK(here.there.server.transcript().back() == "QUIT");
    }
    for (const std::string login : {"AUTH", "USER", "PASS"})
        CHECK(!here.was_sent(login));
    CHECK(here.run(tool + " doctor " + nameless + " --password-file nowhere") == 2);
    CHECK(here.complains_once_of("the URL has no user"));
}

TEST_CASE("doctor shows of STLS what the server says without TLS, and sends no login there") {
    consulted here;
    CHECK(here.run("POPLINE_PASSWORD=secret " + tool + " doctor " + here.stls_url()) == 0);
    CAPTURE(here.printed);
    for (const std::string words :
         {"TLS by STLS", "without TLS:", "  STLS", "after STLS, what differs:", "  - STLS", "TLSv1.3"})
        CHECK(here.prints(words));
    REQUIRE(here.there.server.counts().sessions == 2);
    CHECK(here.there.server.transcript(0) == std::vector<std::string>{"CAPA", "QUIT"});
    CHECK(here.there.server.transcript(1).front() == "STLS");
}

TEST_CASE("doctor stops in words at the step that fails, and shows what it saw before, with advice") {
    consulted here;
    const auto with = [&](const std::string& password, const std::string& url) {
        return here.run("POPLINE_PASSWORD=" + password + " " + tool + " doctor " + url);
    };
    SUBCASE("a wrong password") {
        CHECK(with("hunter2", here.url()) == 3);
        for (const std::string words : {"TLSv1.3", "before the login:", "PLAIN: refused",
                                        "stopped       at the login", "check the user and the password"})
            CHECK(here.prints(words));
        CHECK(here.errors().size() == 1);
        CHECK(here.printed.find("hunter2") == std::string::npos);
        CHECK(here.complained.find("hunter2") == std::string::npos);
        CHECK(here.there.server.transcript().back() == "QUIT");
    }
    SUBCASE("an authority that is not trusted: the certificate is shown, and no login is sent") {
        const auto port = std::to_string(here.there.server.tls_port());
        CHECK(with("secret", "pop3s://user@127.0.0.1:" + port) == 1);
        for (const std::string words :
             {"REFUSED", "for localhost", "--pin ", "stopped       at the connection",
              "no login was sent to this server"})
            CHECK(here.prints(words));
        CHECK(!here.was_sent("AUTH"));
    }
    SUBCASE("no server") {
        CHECK(with("secret", "pop3s://user@127.0.0.1:1") == 4);
        CHECK(here.prints("stopped       at the connection"));
        CHECK(here.prints("is the port right"));
    }
    SUBCASE("a listing that is refused") {
        here.there.server.refuse("LIST", 0, "no listing today");
        CHECK(with("secret", here.url()) == 1);
        CHECK(here.prints("PLAIN: accepted"));
        CHECK(here.prints("stopped       at the listing"));
        CHECK(here.complains_once_of("no listing today"));
        CHECK(here.there.server.transcript().back() == "QUIT");
    }
    CAPTURE(here.printed);
    CAPTURE(here.complained);
    CHECK(here.errors().size() == 1);
}

TEST_CASE("doctor says that a server has no TLS, and what that means") {
    consulted here(testing::options().without(testing::capability::stls));
    CHECK(here.run("POPLINE_PASSWORD=secret " + tool + " doctor " + here.stls_url()) == 1);
    CAPTURE(here.printed);
    CHECK(here.prints("without TLS:"));
    CHECK(here.prints("the server has no TLS on this port: everyone on the way can read"));
    CHECK(!here.was_sent("AUTH"));
    CHECK(here.ask_in_clear("doctor") == 0);
    CHECK(here.prints("this connection has no TLS"));
    CHECK(here.prints("only logins that show the password itself"));
}

TEST_CASE("doctor names the quirks that one session shows, with advice") {
    using testing::capability;
    const struct {
        testing::options settings;
        std::string quirk, advice;
    } rows[] = {
        {testing::options().without(capability::capa), "CAPA is refused", ""},
        {testing::options().without(capability::pipelining), "PIPELINING is not announced",
         "without PIPELINING each message costs a round trip of its own"},
        {testing::options().pipelining_after_login(), "PIPELINING is announced after the login only", ""},
        {testing::options().without(capability::uidl), "UIDL is refused", "without UIDL `popline sync`"},
        {testing::options().without(capability::top), "TOP is not announced", ""},
        {testing::options().announce("LOGIN-DELAY 60"), "LOGIN-DELAY: at least 60 seconds",
         "log in at most every 60 seconds"},
        {testing::options().announce("EXPIRE 0"), "EXPIRE: the server keeps messages for 0 days",
         "store it at once"},
    };
    for (const auto& [settings, quirk, advice] : rows) {
        CAPTURE(quirk);
        consulted here(settings);
        CHECK(here.ask("doctor") == 0);
        CAPTURE(here.printed);
        CHECK(here.prints(quirk));
        CHECK(here.prints(advice));
    }
    consulted usual;
    CHECK(usual.ask("doctor") == 0);
    CHECK(!usual.prints("quirk "));
}

TEST_CASE("doctor names the messages whose unique-ids are shared, and counts that differ") {
    consulted here;
    here.there.server.add("Subject: 4\r\n\r\n", "id-1");
    here.there.server.lie_in_stat(7, 700);
    CHECK(here.ask("doctor") == 0);
    CAPTURE(here.printed);
    CHECK(here.prints("not printable or shared: message 1, 4"));
    CHECK(here.prints("STAT counts 7 messages, LIST 4"));
    CHECK(here.prints("stores all messages that share a unique-id"));
}

TEST_CASE("[R84] doctor prints nothing that a terminal obeys, and no secret") {
    consulted here(testing::options().greeting("hello \x1b[31m").announce("X-EVIL \x1b]0;\x07"));
    for (const std::string format : {"", "--json"}) {
        CHECK(here.ask("doctor", format + " --trace") == 0);
        CAPTURE(here.printed);
        for (const auto& text : {here.printed, here.complained}) {
            CHECK(std::ranges::none_of(text, [](char c) { return (c < 0x20 && c != '\n') || c == 0x7F; }));
            CHECK(text.find("secret") == std::string::npos);
        }
        CHECK(here.complained.find("> QUIT") != std::string::npos);
    }
}

TEST_CASE("doctor --json prints one object, also if a step fails") {
    consulted here;
    CHECK(here.ask("doctor", "--json") == 0);
    const auto whole = nlohmann::json::parse(here.printed);
    CHECK(whole["tls"]["version"] == "TLSv1.3");
    CHECK(whole["tls"]["chain"][0]["pin"].get<std::string>().size() == 64);
    CHECK(whole["login"]["is_logged_in"] == true);
    CHECK(whole["login"]["attempts"][0]["mechanism"] == "PLAIN");
    CHECK(whole["maildrop"]["messages"] == 3);
    CHECK(whole["round_trip"]["median_us"] >= whole["round_trip"]["least_us"]);
    CHECK(whole["failure"].is_null());
    CHECK(whole["quirks"].empty());
    CHECK(here.run("POPLINE_PASSWORD=wrong " + tool + " doctor --json " + here.url()) == 3);
    const auto broken = nlohmann::json::parse(here.printed);
    CHECK(broken["failure"]["step"] == "the login");
    CHECK(broken["tls"] == whole["tls"]);
    CHECK(broken["maildrop"].is_null());
    CHECK(broken["capabilities"]["without_tls"].is_null());
}

}  // namespace popline::test
