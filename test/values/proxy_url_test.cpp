// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <optional>
#include <popline/error.hpp>
#include <popline/proxy.hpp>
#include <string>

namespace popline::test {

TEST_CASE("a URL of a proxy is read into the proxy and its login: the table") {
    constexpr auto socks5 = proxy::kind::socks5;
    constexpr auto http = proxy::kind::http_connect;
    const struct {
        std::string_view text;
        proxy::kind kind;
        std::string_view host;
        std::uint16_t port;
        std::optional<std::string_view> user;
        std::string_view password;
    } rows[] = {
        {"socks5://proxy.example.net", socks5, "proxy.example.net", 1080, {}, ""},
        {"socks5h://proxy.example.net:9050", socks5, "proxy.example.net", 9050, {}, ""},
        {"SOCKS5://host/", socks5, "host", 1080, {}, ""},
        {"socks5://[2001:db8::1]:1081", socks5, "2001:db8::1", 1081, {}, ""},
        {"socks5://[fe80::1%25eth0]", socks5, "fe80::1%eth0", 1080, {}, ""},
        {"http://192.0.2.9:3128", http, "192.0.2.9", 3128, {}, ""},
        {"Http://host:8080/", http, "host", 8080, {}, ""},
        {"socks5://ann:pw@host", socks5, "host", 1080, "ann", "pw"},
        {"http://ann:pw@host:8080", http, "host", 8080, "ann", "pw"},
        {"http://ann@host:8080", http, "host", 8080, "ann", ""},
        {"http://ann:@host:8080", http, "host", 8080, "ann", ""},
        {"http://:pw@host:8080", http, "host", 8080, "", "pw"},
        {"socks5://a%3An%40n:p%3Aw%2F%25@host", socks5, "host", 1080, "a:n@n", "p:w/%"},
        {"socks5://ann:p:w@x@host", socks5, "host", 1080, "ann", "p:w@x"},
        {"socks5://ann;AUTH=x:pw@host", socks5, "host", 1080, "ann;AUTH=x", "pw"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto made = parse_proxy_url(row.text);
        CHECK(made.protocol() == row.kind);
        CHECK(made.host() == row.host);
        CHECK(made.port() == row.port);
        CHECK(made.has_login() == row.user.has_value());
        CHECK(made.user() == row.user.value_or(""));
        CHECK(made.password().reveal() == row.password);
    }
}

TEST_CASE("[R84] what is no URL of a proxy is refused in words that never repeat it: the table") {
    const struct {
        std::string_view text, fault;
    } rows[] = {
        {"", "has no ://"},
        {"canary", "has no ://"},
        {"canary:secret@host:1080", "has no ://"},
        {"socks4://canary:secret@host", "does not begin with socks5:// or http://"},
        {"canary://secret", "does not begin with socks5:// or http://"},
        {"https://canary:secret@host:443", "TLS to a proxy is not supported"},
        {"http://canary:secret@host", "has no port, which an HTTP proxy needs"},
        {"http://canary:secret@host:0", "has no port from 1 to 65535"},
        {"socks5://canary:secret@", "has no host"},
        {"socks5://canary:secret@host/path", "has a path or a query after the host"},
        {"socks5://canary:sec/ret@host", "has /, ? or # in the user name"},
        {"socks5://canary:secret%@host", "has a % without two hexadecimal digits"},
        {"socks5://canary:secret%0A@host", "has a control character"},
        {"socks5://:secret@host", "the user for the proxy is empty"},
        {"socks5://@host", "the user for the proxy is empty"},
        {"http://canary%3A:secret@host:8080", "the user for an HTTP proxy cannot have a colon"},
    };
    for (const auto& [text, fault] : rows) {
        CAPTURE(text);
        std::string words;
        try {
            parse_proxy_url(text);
        } catch (const error& why) {
            CHECK(why.code() == errc::invalid_argument);
            words = why.what();
        }
        CHECK(words.find(fault) != words.npos);
        CHECK(words.find("canary") == words.npos);
        CHECK(words.find("secret") == words.npos);
    }
}

}  // namespace popline::test
