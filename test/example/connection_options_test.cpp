// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <fstream>

#include "support/certificates.hpp"
#include "visited.hpp"

// How the tool reaches a server, and what TLS must be like: the options of the groups Connection and TLS.

namespace popline::test {

namespace {

const std::string some_pin = std::string(64, 'a');

}  // namespace

TEST_CASE("popline connects as the options of the connection and of TLS say") {
    const struct {
        std::string options;
        int status;
        std::string words;  ///< of the only error, if there is one
    } rows[] = {
        {"--tls-min 1.3", 0, ""},
        {"--tls-min 1.2 --no-alpn", 0, ""},
        {"--expect-name localhost", 0, ""},
        {"--expect-name pop.example.net", 1, "hostname mismatch"},
        {"--pin " + some_pin, 1, "pin"},
        {"-4 --source 127.0.0.1", 0, ""},
        {"--ipv4", 0, ""},
        {"-6", 4, "cannot be looked up"},
        {"--proxy socks5://127.0.0.1:1", 4, "connect"},
    };
    for (const auto& [options, status, words] : rows) {
        CAPTURE(options);
        visited here;
        const auto ended = here.ask("stat", options);
        CAPTURE(here.complained);
        CHECK(ended == status);
        CHECK((words.empty() || here.complains_once_of(words)));
        CHECK((here.there.server.counts().commands == 0) == (status != 0));
    }
}

TEST_CASE("options of the connection that cannot be used are refused before anything is sent") {
    const std::pair<std::string, std::string> rows[] = {
        {"--tls-min 1.1", "--tls-min: give 1.2 or 1.3"},
        {"--pin nothing", "--pin: cannot use nothing"},
        {"--crl nowhere.pem", "--crl: cannot read nowhere.pem"},
        {"--crl /dev/null", "--crl: cannot use /dev/null"},
        {"--cert nowhere.pem --key nowhere.pem", "--cert: cannot read nowhere.pem"},
        {"--cert nowhere.pem", "--cert and --key belong together"},
        {"--key nowhere.pem", "--cert and --key belong together"},
        {"--cert /dev/null --key /dev/null", "--cert and --key: cannot use /dev/null"},
        {"-4 -6", "--ipv4 contradicts --ipv6"},
        {"--source here", "--source: give an address"},
        {"--proxy ftp://proxy.example.net", "--proxy: "},
        {"--proxy http://ann:hidden@proxy.example.net:3128", "--proxy: the URL has a password"},
    };
    for (const auto& [options, words] : rows) {
        CAPTURE(options);
        visited here;
        CHECK(here.ask("stat", options) == 2);
        CAPTURE(here.complained);
        CHECK(here.complains_once_of(words));
        CHECK(here.complained.find("hidden") == std::string::npos);
        CHECK(here.there.server.counts().sessions == 0);
    }
}

TEST_CASE("an option that is about TLS is refused beside --cleartext, which would make it useless") {
    const std::string rows[] = {
        "--ca /etc",       "--pin " + some_pin, "--tls-min 1.3",           "--crl some.pem",
        "--cert some.pem", "--key some.pem",    "--expect-name localhost", "--no-alpn"};
    for (const auto& option : rows) {
        CAPTURE(option);
        visited here;
        CHECK(here.ask_in_clear("stat", option) == 2);
        CHECK(here.complains_once_of("--cleartext uses no TLS"));
        CHECK(here.there.server.counts().sessions == 0);
    }
}

TEST_CASE("the variable POPLINE_PROXY may have a password, and is not used beside --proxy") {
    visited here;
    CHECK(here.run("POPLINE_PROXY=http://ann:hidden@127.0.0.1:1 POPLINE_PASSWORD=secret " + tool + " stat "
                   + here.url())
          == 4);
    CHECK(here.complained.find("hidden") == std::string::npos);
    CHECK(here.run("POPLINE_PROXY=nonsense POPLINE_PASSWORD=secret " + tool + " stat " + here.url()) == 2);
    CHECK(here.complains_once_of("POPLINE_PROXY: "));
    CHECK(here.run("POPLINE_PROXY= POPLINE_PASSWORD=secret " + tool + " stat " + here.url()) == 0);
}

TEST_CASE("an error about a pin or a proxy advises on that, and not on the authorities or the URL") {
    const struct {
        std::string options, advice, other;
    } rows[] = {
        {"--pin " + some_pin, "give it to --pin", "--ca"},
        {"--expect-name pop.example.net", "--ca FILE trusts", "--pin"},
        {"--proxy socks5://127.0.0.1:1", "check --proxy or POPLINE_PROXY", "in the URL"},
        {"--proxy http://nowhere.invalid:3128", "check --proxy or POPLINE_PROXY", "in the URL"},
    };
    for (const auto& [options, advice, other] : rows) {
        CAPTURE(options);
        visited here;
        CHECK(here.ask("stat", options) != 0);
        CAPTURE(here.complained);
        CHECK(here.complains_once_of(advice));
        CHECK(here.complained.find(other) == std::string::npos);
    }
    visited here;  // its port speaks POP3, which no proxy does
    const auto port = std::to_string(here.there.server.port());
    CHECK(here.ask("stat", "--proxy socks5://127.0.0.1:" + port) != 0);
    CHECK(here.complains_once_of("check --proxy or POPLINE_PROXY"));
    CHECK(here.ask("stat", "--proxy=socks5://127.0.0.1:" + port + " --timeout 9") != 0);
    CHECK(here.run(tool + " help") == 0);
    for (const std::string name : {"POPLINE_PASSWORD", "POPLINE_PROXY", "POPLINE_KEY_PASSWORD"})
        CHECK(here.printed.find(name) != std::string::npos);
}

TEST_CASE("[R84] an encrypted --key needs the right POPLINE_KEY_PASSWORD") {
    visited here;
    const auto made = make_server({});
    std::ofstream(here.folder.path / "own.pem") << certificate_pem(made);
    std::ofstream(here.folder.path / "own.key") << key_pem(made, "opensesame");
    const std::string with = " POPLINE_PASSWORD=secret " + tool + " stat " + here.url()
                             + " --cert own.pem --key own.key </dev/null";
    CHECK(here.run("POPLINE_KEY_PASSWORD=opensesame" + with) == 0);
    CAPTURE(here.complained);
    for (const std::string wrong : {"POPLINE_KEY_PASSWORD=hidden", "POPLINE_KEY_PASSWORD=", ""}) {
        CAPTURE(wrong);
        CHECK(here.run(wrong + with) == 2);
        CHECK(here.complains_once_of("--cert and --key: cannot use own.pem and own.key"));
        CHECK(here.complained.find("hidden") == std::string::npos);
    }
}

}  // namespace popline::test
