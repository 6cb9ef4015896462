// SPDX-License-Identifier: BSL-1.0
#include "net/socks5.hpp"

#include <doctest/doctest.h>

#include <random>

#include "net/proxy_transcript.hpp"

using namespace std::string_literals;

namespace popline::test {

namespace {

const auto plain = proxy::socks5("192.0.2.9");
const auto known = plain.login("user", "secret");

make_dialogue to(const std::string& host, std::uint16_t port, const proxy& via = plain) {
    return [=] { return std::make_unique<net::socks5>(via, host, port); };
}

const auto chosen = "\5\0"s;
const auto reply = "\5\0\0\1\x7F\0\0\1\x12\x34"s;

}  // namespace

TEST_CASE("SOCKS5 gives a name to the proxy as a name, and an address as an address") {
    const struct {
        std::string host;
        std::uint16_t port;
        std::string request;
    } rows[] = {
        {"pop.example.com", 995, "\5\1\0\3\x0Fpop.example.com\3\xE3"s},
        {"pop.example.com.", 110, "\5\1\0\3\x10pop.example.com.\0\x6E"s},
        {"192.0.2.1", 65535, "\5\1\0\1\xC0\0\2\1\xFF\xFF"s},
        {"2001:db8::1", 1, "\5\1\0\4\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\1\0\1"s},
    };
    for (const auto& [host, port, request] : rows) {
        CAPTURE(host);
        const auto made = transcript(to(host, port), {chosen, reply});
        CHECK(made.said == std::vector{"\5\1\0"s, request});
        CHECK(made.accepted);
        CHECK_FALSE(made.why);
        CHECK(made.leftover.empty());
    }
}

TEST_CASE("SOCKS5 logs in only if the proxy asks for it and a login is known") {
    const auto request = "\5\1\0\1\xC0\0\2\1\0\x6E"s;
    CHECK(transcript(to("192.0.2.1", 110, known), {chosen, reply}).said == std::vector{"\5\2\0\2"s, request});
    for (const auto& status : {"\1\0"s, "\5\0"s}) {  // the second is what some proxies send
        const auto made = transcript(to("192.0.2.1", 110, known), {"\5\2"s, status, reply});
        CHECK(made.said == std::vector{"\5\2\0\2"s, "\1\4user\6secret"s, request});
        CHECK(made.accepted);
    }
    const auto longest = plain.login(std::string(255, 'u'), std::string(255, 'p'));
    CHECK(transcript(to("192.0.2.1", 110, longest), {"\5\2"s, "\1\0"s, reply}).said[1]
          == "\1\xFF"s + std::string(255, 'u') + '\xFF' + std::string(255, 'p'));
    const auto without = plain.login("user", "");
    CHECK(transcript(to("192.0.2.1", 110, without), {"\5\2"s, "\1\0"s, reply}).said[1] == "\1\4user\0"s);
}

TEST_CASE("[R39] what follows a SOCKS5 reply is left for the next step, whichever address the reply has") {
    const std::string replies[] = {
        reply,
        "\5\0\0\4"s + std::string(16, '\7') + "\0\x6E"s,
        "\5\0\0\3\4host\0\x6E"s,
        "\5\0\0\3\0\0\x6E"s,
        "\5\0\0\3\xFF"s + std::string(255, '\5') + "\0\x6E"s,
    };
    for (const auto& one : replies)
        for (const auto& more : {""s, "+OK ready\r\n"s, "\5\1\5"s}) {
            const auto made = transcript(to("a", 110), {chosen, one + more});
            CHECK(made.accepted);
            CHECK(made.leftover == more);
            CHECK_FALSE(transcript(to("a", 110), {chosen, one.substr(0, one.size() - 1)}).accepted);
        }
}

TEST_CASE("[R84] a SOCKS5 proxy that refuses or errs is refused in words, as soon as that is known") {
    const struct {
        const proxy& via;
        std::vector<std::string> answers;
        errc code;
        std::string_view words;
    } rows[] = {
        {plain, {"\5\xFF"s}, errc::proxy_refused, "it wants a login"},
        {known, {"\5\xFF"s}, errc::proxy_refused, "no login by user and password"},
        {plain, {"\5\2"s}, errc::proxy_malformed, "it chose the login 2, which was not offered"},
        {known, {"\5\1"s}, errc::proxy_malformed, "it chose the login 1, which was not offered"},
        {known, {"\5\2"s, "\1\1"s}, errc::proxy_refused, "it refused the user or the password"},
        {known, {"\5\2"s, "\1\xFF"s}, errc::proxy_refused, "it refused the user or the password"},
        {plain, {"H"}, errc::proxy_malformed, "its first byte is 72 and not 5"},
        {plain, {"+OK ready\r\n"}, errc::proxy_malformed, "it is no SOCKS5 proxy"},
        {plain, {"\4\0"s}, errc::proxy_malformed, "its first byte is 4"},
        {plain, {chosen, "\0\x5A"s}, errc::proxy_malformed, "its first byte is 0"},
        {plain, {chosen + reply}, errc::proxy_malformed, "it answered before it was asked"},
        {known, {"\5\2\1\0"s}, errc::proxy_malformed, "it answered before it was asked"},
        {plain, {chosen, "\5\1"s}, errc::connect_failed, "general failure (SOCKS5 reply 1)"},
        {plain, {chosen, "\5\2"s}, errc::proxy_refused, "it does not allow this connection"},
        {plain, {chosen, "\5\3"s}, errc::connect_failed, "the network is unreachable"},
        {plain, {chosen, "\5\4"s}, errc::connect_failed, "the host is unreachable"},
        {plain, {chosen, "\5\5"s}, errc::connect_failed, "the server refused the connection"},
        {plain, {chosen, "\5\6"s}, errc::connect_failed, "the connection took too long"},
        {plain, {chosen, "\5\7"s}, errc::proxy_refused, "does not support connections"},
        {plain, {chosen, "\5\x8"s}, errc::proxy_refused, "type of address"},
        {plain, {chosen, "\5\xFF\0\1\0\0\0\0\0\0"s}, errc::proxy_refused, "unknown reply (SOCKS5 reply 255)"},
        {plain, {chosen, "\5\0\0\2\0"s}, errc::proxy_malformed, "unknown address type 2"},
    };
    for (const auto& [via, answers, code, words] : rows) {
        CAPTURE(words);
        const auto made = transcript(to("a", 110, via), answers);
        CHECK_FALSE(made.accepted);
        CHECK(made.leftover.empty());
        CHECK(made.why.code == code);
        CHECK(made.why.detail.find(words) != std::string::npos);
        CHECK(made.why.detail.find("secret") == std::string::npos);
    }
}

TEST_CASE("a SOCKS5 proxy that sends any bytes is bounded: it accepts, fails or waits for few bytes more") {
    std::mt19937 draw(1928);
    for (int round = 0; round < 20'000; ++round) {
        const auto with = to("pop.example.com", 995, round % 2 ? known : plain)();
        std::size_t heard = 0;
        for (; heard < 600 && !with->is_accepted() && !with->why_not(); ++heard) {
            with->written(with->output().size());
            const char byte = static_cast<char>(draw() % 4 ? draw() % 6 : draw() % 256);
            CHECK(with->hear({&byte, 1}) == 1);
        }
        REQUIRE(heard < 300);
    }
}

}  // namespace popline::test
