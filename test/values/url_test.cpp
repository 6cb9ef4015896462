// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/error.hpp>
#include <popline/url.hpp>
#include <string>

namespace popline::test {

namespace {

/// The detail of the error that refuses the text; empty if it is accepted.
std::string fault_of(std::string_view text) {
    try {
        parse_pop_url(text);
        return {};
    } catch (const error& why) {
        CHECK(why.code() == errc::invalid_argument);
        return why.detail();
    }
}

}  // namespace

TEST_CASE("a URL of a maildrop is read into its parts: the table") {
    constexpr auto tls = security::implicit_tls;
    constexpr auto stls = security::stls;
    const struct {
        std::string_view text;
        pop_url parts;
    } rows[] = {
        // The scheme.
        {"pop3s://ann@pop.example.com", {"ann", "pop.example.com", 0, tls, ""}},
        {"pops://ann@pop.example.com", {"ann", "pop.example.com", 0, tls, ""}},
        {"pop3://ann@pop.example.com", {"ann", "pop.example.com", 0, stls, ""}},
        {"pop://ann@pop.example.com", {"ann", "pop.example.com", 0, stls, ""}},
        {"POP3S://ann@host", {"ann", "host", 0, tls, ""}},
        {"Pop://ann@host", {"ann", "host", 0, stls, ""}},
        // The end.
        {"pop3s://ann@host/", {"ann", "host", 0, tls, ""}},
        {"pop3s://ann@host:1995/", {"ann", "host", 1995, tls, ""}},
        // The user.
        {"pop3s://host", {"", "host", 0, tls, ""}},
        {"pop3s://a%6Ex@host", {"anx", "host", 0, tls, ""}},
        {"pop3s://a%6ex@host", {"anx", "host", 0, tls, ""}},
        {"pop3s://ann@example.com@host", {"ann@example.com", "host", 0, tls, ""}},
        {"pop3s://ann%40example.com@host", {"ann@example.com", "host", 0, tls, ""}},
        {"pop3s://a%2Fb%3Ac%3Bd%3Fe%23f%25@host", {"a/b:c;d?e#f%", "host", 0, tls, ""}},
        {"pop3s://a%20b@host", {"a b", "host", 0, tls, ""}},
        {"pop3s://%C3%A4@host", {"\xC3\xA4", "host", 0, tls, ""}},
        // The way to log in.
        {"pop3s://ann;AUTH=*@host", {"ann", "host", 0, tls, ""}},
        {"pop3s://ann;AUTH=%2A@host", {"ann", "host", 0, tls, ""}},
        {"pop3s://ann;auth=plain@host", {"ann", "host", 0, tls, "PLAIN"}},
        {"pop3s://ann;AUTH=+APOP@host", {"ann", "host", 0, tls, "+APOP"}},
        {"pop3s://ann;AUTH=%2Bapop@host", {"ann", "host", 0, tls, "+APOP"}},
        {"pop3s://ann;AUTH=SCRAM-SHA-256@host", {"ann", "host", 0, tls, "SCRAM-SHA-256"}},
        {"pop3s://ann;AUTH=SCRAM-SHA-256-PLU@host", {"ann", "host", 0, tls, "SCRAM-SHA-256-PLU"}},
        {"pop3s://;AUTH=ANONYMOUS@host", {"", "host", 0, tls, "ANONYMOUS"}},
        {"pop3s://ann%3BAUTH=PLAIN@host", {"ann;AUTH=PLAIN", "host", 0, tls, ""}},
        // The host.
        {"pop3s://ann@pop.example.com.", {"ann", "pop.example.com.", 0, tls, ""}},
        {"pop3s://ann@p%6Fp_1.example", {"ann", "pop_1.example", 0, tls, ""}},
        {"pop3s://ann@192.0.2.1:110", {"ann", "192.0.2.1", 110, tls, ""}},
        {"pop3s://ann@[2001:db8::1]", {"ann", "2001:db8::1", 0, tls, ""}},
        {"pop3s://ann@[2001:db8::1]:65535", {"ann", "2001:db8::1", 65535, tls, ""}},
        {"pop3s://ann@[fe80::1%25eth0]:1", {"ann", "fe80::1%eth0", 1, tls, ""}},
        {"pop3s://ann@[fe80::1%25%65th0]", {"ann", "fe80::1%eth0", 0, tls, ""}},
        {"pop3s://ann@[fe80::1%eth0]", {"ann", "fe80::1%eth0", 0, tls, ""}},
        {"pop3s://ann@[::ffff:192.0.2.1]", {"ann", "::ffff:192.0.2.1", 0, tls, ""}},
    };
    for (const auto& [text, parts] : rows) {
        CAPTURE(text);
        REQUIRE(fault_of(text).empty());
        CHECK(parse_pop_url(text) == parts);
    }
}

TEST_CASE("anything else is refused in words that never repeat the URL: the table") {
    using namespace std::string_view_literals;
    constexpr auto scheme = "does not begin with pop3s:// or pop3://"sv;
    constexpr auto digits = "has a % without two hexadecimal digits"sv;
    constexpr auto password = "has a password, which other users can see"sv;
    constexpr auto mechanism = "has an unknown ;AUTH="sv;
    constexpr auto port = "has no port from 1 to 65535"sv;
    constexpr auto not_ipv6 = "has no IPv6 address between [ and ]"sv;
    const struct {
        std::string_view text, fault;
    } rows[] = {
        {"", "has no ://"},
        {"canary", "has no ://"},
        {"pop3s:canary@host", "has no ://"},
        {"://canary@host", scheme},
        {"imaps://canary@host", scheme},
        {"pop3ss://canary@host", scheme},
        {" pop3s://canary@host", scheme},
        {"pop3s://canary:secret@host", password},
        {"pop3s://:canary@host", password},
        {"pop3s://canary:@host", password},
        {"pop3s://canary;AUTH=PLAIN:secret@host", password},
        {"pop3s://canary:se@cret@host", password},
        {"pop3s://@host", "has no user before the @"},
        {"pop3s://canary;canary@host", "has a ; in the user name"},
        {"pop3s://canary;AUHT=PLAIN@host", "has a ; in the user name"},
        {"pop3s://canary;@host", "has a ; in the user name"},
        {"pop3s://canary;AUTH=@host", mechanism},
        {"pop3s://canary;AUTH=+CANARY@host", mechanism},
        {"pop3s://canary;AUTH=PLAIN;AUTH=LOGIN@host", mechanism},
        {"pop3s://canary;AUTH=A23456789012345678901@host", mechanism},
        {"pop3s://can%ry@host", digits},
        {"pop3s://canary%4@host", digits},
        {"pop3s://canary%@host", digits},
        {"pop3s://canary%+4@host", digits},
        {"pop3s://canary%00@host", "has a control character"},
        {"pop3s://canary%0D%0Aquit@host", "has a control character"},
        {"pop3s://canary\n@host", "has a control character"},
        {"pop3s://ca/nary@host", "has /, ? or # in the user name"},
        {"pop3s://ca?nary@host", "has /, ? or # in the user name"},
        {"pop3s://canary@host/inbox", "has a path or a query after the host"},
        {"pop3s://canary@host//", "has a path or a query after the host"},
        {"pop3s://canary@host?q", "has a path or a query after the host"},
        {"pop3s://canary@host#f", "has a path or a query after the host"},
        {"pop3s://", "has no host"},
        {"pop3s:///", "has no host"},
        {"pop3s://canary@", "has no host"},
        {"pop3s://canary@:110", "has no host"},
        {"pop3s://canary@ho st", "has a character that no host name can have"},
        {"pop3s://canary@ho%2Fst", "has a character that no host name can have"},
        {"pop3s://canary@ho%3Ast", "has a character that no host name can have"},
        {"pop3s://canary@ho%00st", "has a control character"},
        {"pop3s://canary@::1", "has an IPv6 address without [ and ]"},
        {"pop3s://canary@[::1", "has a [ without its ]"},
        {"pop3s://canary@[]", not_ipv6},
        {"pop3s://canary@[192.0.2.1]", not_ipv6},
        {"pop3s://canary@[host]", not_ipv6},
        {"pop3s://canary@[::1::]", not_ipv6},
        {"pop3s://canary@[::1\0x]"sv, not_ipv6},
        {"pop3s://canary@[::1%]", "has no zone after the % of the address"},
        {"pop3s://canary@[::1%25]", "has no zone after the % of the address"},
        {"pop3s://canary@[::1%25a%2Fb]", "has a character that no zone can have"},
        {"pop3s://canary@[::1]x110", "has something other than a port after the ]"},
        {"pop3s://canary@host:", port},
        {"pop3s://canary@host:0", port},
        {"pop3s://canary@host:65536", port},
        {"pop3s://canary@host:+110", port},
        {"pop3s://canary@host:110x", port},
        {"pop3s://canary@host: 110", port},
    };
    for (const auto& [text, fault] : rows) {
        CAPTURE(text);
        const auto words = fault_of(text);
        CHECK(words.starts_with("the URL "));
        CHECK(words.find(fault) != words.npos);
        CHECK(words.find("canary") == words.npos);
        CHECK(words.find("secret") == words.npos);
    }
}

}  // namespace popline::test
