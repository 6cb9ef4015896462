// SPDX-License-Identifier: BSL-1.0
#include "net/host.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace popline;
using namespace std::string_literals;

TEST_CASE("[R105] a host is a name or an address, and the error names what the text is instead") {
    const std::string label(63, 'a');
    const std::string longest = label + '.' + label + '.' + label + '.' + label.substr(2);
    for (const auto& host : {"pop.example.com"s, "pop.example.com."s, "localhost"s, "mail_1"s, "127.0.0.1"s,
                             "127.1"s, "::1"s, "::ffff:192.0.2.1"s, "fe80::1%lo"s, "fe80::1%1"s, "::1%lo"s,
                             "b\xc3\xbc"
                             "cher.example"s,
                             label, longest, longest + '.'}) {
        CAPTURE(host);
        CHECK(net::fault_of_host(host).empty());
    }
    const struct {
        std::string host;
        std::string_view words;
    } faults[] = {
        {"", "empty"},
        {"pop3s://host", "a URL"},
        {"POP3://user@host", "a URL"},
        {"user@host", "a user before it"},
        {"host/inbox", "a path or a query"},
        {"host?a=b", "a path or a query"},
        {"host#a", "a path or a query"},
        {"host:995", "server::port takes the port"},
        {"127.0.0.1:995", "server::port takes the port"},
        {"host:", "server::port takes the port"},
        {"host:pop3s", "not a valid IPv6 address"},
        {"1:2", "server::port takes the port"},
        {"::1::2", "not a valid IPv6 address"},
        {":::", "not a valid IPv6 address"},
        {"[::1]", "without brackets"},
        {"[::1]:995", "without brackets"},
        {"fe80::1%", "no network interface"},
        {"fe80::1%25lo", "no network interface"},
        {"fe80::1%there-is-none", "no network interface"},
        {"127.0.0.1%lo", "letters, digits"},
        {"host name", "letters, digits"},
        {" host", "letters, digits"},
        {"host;AUTH=PLAIN", "letters, digits"},
        {"-o*", "letters, digits"},
        {"h\0st"s, "cannot be printed"},
        {"host\r\n", "cannot be printed"},
        {"h\x1b[2Jst", "cannot be printed"},
        {"h\xffst", "cannot be printed"},
        {"h\\st", "cannot be printed"},
        {".", "is empty"},
        {".example.com", "is empty"},
        {"pop..example.com", "is empty"},
        {"pop.example.com..", "is empty"},
        {label + "a.example.com", "63 bytes"},
        {longest + 'a', "253 bytes"},
    };
    for (const auto& [host, words] : faults) {
        CAPTURE(host);
        CHECK(net::fault_of_host(host).find(words) != std::string::npos);
    }
}

TEST_CASE("[R84][R105] the words about a host name it, unless a password could be in it") {
    CHECK(net::fault_of_host("host:995")
          == "the host has a port after it: server::port takes the port: \"host:995\"");
    for (const std::string host :
         {"pop3s://user:canary@host", "user:canary@host", "canary\r@", "can/ary@host:1", "u@h/canary"})
        CHECK(net::fault_of_host(host).find("canary") == std::string::npos);
}

TEST_CASE("[R105] a certificate names a host without its final dot") {
    CHECK(net::certificate_name("pop.example.com") == "pop.example.com");
    CHECK(net::certificate_name("pop.example.com.") == "pop.example.com");
    CHECK(net::certificate_name("192.0.2.1") == "192.0.2.1");
}
