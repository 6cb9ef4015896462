// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <string>

#include "net/operations.hpp"

using namespace popline;
using namespace popline::test;

TEST_CASE("[R105] connect refuses a text that is no host with a reason, and looks nothing up") {
    using namespace std::string_literals;
    const struct {
        std::string host;
        std::string_view words;
    } rows[] = {
        {"pop3s://user@host", "a URL"},
        {"user@host", "the login takes the user"},
        {"host:995", "server::port takes the port: \"host:995\""},
        {"[::1]", "without brackets"},
        {"host/inbox", "a path or a query"},
        {"", "the host is empty"},
        {"h\0st"s, "cannot be printed: \"h\\x00st\""},
    };
    for (const auto way : {security::implicit_tls, security::stls, security::cleartext})
        for (const auto& [host, words] : rows) {
            CAPTURE(host);
            stage here;
            session one(here.context);
            const auto to = server(host).security(way);
            started opening(here.context.get_executor(), [&] { return one.connect(to); });
            here.settle();
            CHECK(opening.completions() == 1);
            CHECK(opening.code() == errc::invalid_argument);
            REQUIRE(opening.thrown());
            CHECK(std::string(opening.thrown()->what()).find(words) != std::string::npos);
            CHECK(here.resolver->asked.empty());
            CHECK(here.connector->tried.empty());
            CHECK(one.phase() == phase::disconnected);
        }
}

TEST_CASE(
    "[R44][R105] a name to expect that is no host name is refused, so that no check is without a name") {
    using namespace std::string_literals;
    for (const auto& name : {""s, "a b"s, "a\0b"s, "mail.example.org:995"s}) {
        CAPTURE(name);
        stage here;
        session one(here.context);
        const auto to = server("pop.example.com").expect_name(name);
        started opening(here.context.get_executor(), [&] { return one.connect(to); });
        here.settle();
        CHECK(opening.code() == errc::invalid_argument);
        REQUIRE(opening.thrown());
        CHECK(std::string(opening.thrown()->what()).find("server::expect_name") != std::string::npos);
        CHECK(here.resolver->asked.empty());
        CHECK(here.connector->tried.empty());
    }
}
