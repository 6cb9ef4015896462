// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/error.hpp>
#include <popline/proxy.hpp>
#include <string>

namespace popline::test {

TEST_CASE("a proxy is what it was made of, and a login makes another one") {
    const auto bare = proxy::socks5("proxy.example.net");
    CHECK(bare.protocol() == proxy::kind::socks5);
    CHECK(bare.host() == "proxy.example.net");
    CHECK(bare.port() == 1080);
    CHECK_FALSE(bare.has_login());
    CHECK(bare.user().empty());
    CHECK(bare.password().empty());
    const auto known = bare.login("user", "secret");
    CHECK_FALSE(bare.has_login());
    CHECK(known.has_login());
    CHECK(known.user() == "user");
    CHECK(known.password().reveal() == "secret");
    CHECK(known.host() == bare.host());
    const auto copy = known;
    CHECK(copy.password().reveal().data() == known.password().reveal().data());
    const auto http = proxy::http("192.0.2.9", 3128);
    CHECK(http.protocol() == proxy::kind::http_connect);
    CHECK(http.port() == 3128);
}

TEST_CASE("[R84] a login that the protocol of a proxy cannot say is refused, and not repeated") {
    const auto socks = proxy::socks5("a");
    const auto http = proxy::http("a", 8080);
    const std::string longest(255, 'x');
    const struct {
        const proxy& of;
        std::string user, password;
        std::string_view fault;
    } rows[] = {
        {socks, "", "secret", "the user for the proxy is empty"},
        {socks, longest, longest, ""},
        {socks, longest + "x", "secret", "the user for a SOCKS5 proxy has at most 255 bytes"},
        {socks, "user", longest + "x", "the password for a SOCKS5 proxy has at most 255 bytes"},
        {socks, "us:er", "sec\nret", ""},
        {http, longest + "x", longest + "x", ""},
        {http, "us:er", "secret", "the user for an HTTP proxy cannot have a colon"},
        {http, "us\ner", "secret", "control characters"},
        {http, "user", "sec\x7Fret", "control characters"},
        {http, "user", "se:cret", ""},
    };
    for (const auto& [of, user, password, fault] : rows) {
        CAPTURE(user);
        CAPTURE(password);
        std::string words;
        try {
            const auto made = of.login(user, secret(password));
            CHECK(made.user() == user);
        } catch (const error& why) {
            CHECK(why.code() == errc::invalid_argument);
            words = why.what();
            CHECK(words.find(password) == words.npos);
        }
        CHECK(words.empty() == fault.empty());
        CHECK(words.find(fault) != words.npos);
    }
}

}  // namespace popline::test
