// SPDX-License-Identifier: BSL-1.0
#include "net/http_connect.hpp"

#include <doctest/doctest.h>

#include <random>

#include "net/proxy_transcript.hpp"

namespace popline::test {

namespace {

const auto plain = proxy::http("192.0.2.9", 8080);
const auto known = plain.login("Aladdin", "open sesame");  // the example of RFC 7617 section 2

make_dialogue to(const std::string& host, std::uint16_t port, const proxy& via = plain) {
    return [=] { return std::make_unique<net::http_connect>(via, host, port); };
}

}  // namespace

TEST_CASE("CONNECT names the server by host and port, with Basic authentication if a login is known") {
    const struct {
        std::string host;
        const proxy& via;
        std::string request;
    } rows[] = {
        {"pop.example.com", plain,
         "CONNECT pop.example.com:995 HTTP/1.1\r\nHost: pop.example.com:995\r\n\r\n"},
        {"192.0.2.1", plain, "CONNECT 192.0.2.1:995 HTTP/1.1\r\nHost: 192.0.2.1:995\r\n\r\n"},
        {"2001:db8::1", plain, "CONNECT [2001:db8::1]:995 HTTP/1.1\r\nHost: [2001:db8::1]:995\r\n\r\n"},
        {"a", known,
         "CONNECT a:995 HTTP/1.1\r\nHost: a:995\r\n"
         "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"},
    };
    for (const auto& [host, via, request] : rows) {
        const auto made = transcript(to(host, 995, via), {"HTTP/1.1 200 OK\r\n\r\n"});
        CHECK(made.said == std::vector{request});
        CHECK(made.accepted);
        CHECK_FALSE(made.why);
        CHECK(made.leftover.empty());
    }
}

TEST_CASE("Basic authentication carries a user and a password of any length") {
    for (const std::size_t size : {0, 1, 2, 3, 47, 48, 49, 3000}) {
        CAPTURE(size);
        const auto said = to("a", 1, plain.login("u", std::string(size, 'p')))()->output();
        const auto encoded = (size + 2 + 2) / 3 * 4;
        CHECK(said.size()
              == std::string("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n").size()
                     + std::string("Proxy-Authorization: Basic \r\n").size() + encoded);
    }
}

TEST_CASE("[R39] what follows the head of a successful response is left for the next step") {
    const std::string heads[] = {
        "HTTP/1.1 200 Connection established\r\n\r\n",
        "HTTP/1.0 200 OK\r\nProxy-agent: tinyproxy/1.11.1\r\n\r\n",
        "HTTP/1.1 204\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",  // without a body
        "HTTP/1.1 200 \n\n",
        "HTTP/1.1 200 OK\nVia: x\r\n\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 \r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    };
    for (const auto& head : heads)
        for (const std::string more : {"", "+OK ready\r\n", "\r\n", "HTTP/1.1 403 No\r\n"}) {
            CAPTURE(head);
            const auto made = transcript(to("a", 110), {head + more});
            CHECK(made.accepted);
            CHECK(made.leftover == more);
            CHECK_FALSE(transcript(to("a", 110), {head.substr(0, head.size() - 1)}).accepted);
        }
}

TEST_CASE("[R84] an HTTP proxy that refuses or errs is refused in words, as soon as that is known") {
    const struct {
        const proxy& via;
        std::string answer;
        errc code;
        std::string_view words;
    } rows[] = {
        {plain, "HTTP/1.1 407 Proxy Authentication Required\r\n", errc::proxy_refused,
         "HTTP status 407: it wants a login"},
        {known, "HTTP/1.1 407 open sesame\r\n", errc::proxy_refused,
         "HTTP status 407: it refused the user or the password"},
        {known, "HTTP/1.1 401 Unauthorized\r\n", errc::proxy_refused,
         "HTTP status 401: it refused the user or the password"},
        {plain, "HTTP/1.1 401 no\r\n", errc::proxy_refused, "HTTP status 401: no"},
        {plain, "HTTP/1.1 403 Filtered\r\n", errc::proxy_refused, "HTTP status 403: Filtered"},
        {known, "HTTP/1.1 403 open sesame\r\n", errc::proxy_refused, "HTTP status 403"},
        {plain, "HTTP/1.1 403 \x1B[31m\r\n", errc::proxy_refused, "HTTP status 403"},
        {plain, "HTTP/1.1 302 Found\r\n", errc::proxy_refused, "HTTP status 302: Found"},
        {plain, "HTTP/1.1 405\n", errc::proxy_refused, "HTTP status 405"},
        {plain, "HTTP/1.0 500 Unable to connect\r\n", errc::connect_failed,
         "HTTP status 500: Unable to connect"},
        {plain, "HTTP/1.1 504\r\n", errc::connect_failed, "HTTP status 504"},
        {plain, "+OK ready\r\n", errc::proxy_malformed, "it is no HTTP proxy"},
        {plain, "\5\xFF", errc::proxy_malformed, "it is no HTTP proxy"},
        {plain, "\r\n", errc::proxy_malformed, "it is no HTTP proxy"},
        {plain, "\n", errc::proxy_malformed, "no HTTP status line"},
        {plain, "HTTP/2", errc::proxy_malformed, "it is no HTTP proxy"},
        {plain, "HTTP/1.1\r\n", errc::proxy_malformed, "no HTTP status line"},
        {plain, "HTTP/1.\n", errc::proxy_malformed, "no HTTP status line"},
        {plain, "HTTP/1.1 20\r\n", errc::proxy_malformed, "no HTTP status line"},
        {plain, "HTTP/1.1 2000\r\n", errc::proxy_malformed, "no HTTP status line"},
        {plain, "HTTP/1.1  200\r\n", errc::proxy_malformed, "no HTTP status line"},
        {plain, "HTTP/1.x 200\r\n", errc::proxy_malformed, "no HTTP status line"},
        {plain, "HTTP/1.1 100\r\n\r\n\r\n", errc::proxy_malformed, "it is no HTTP proxy"},
    };
    for (const auto& [via, answer, code, words] : rows) {
        CAPTURE(answer);
        const auto made = transcript(to("a", 110, via), {answer});
        CHECK_FALSE(made.accepted);
        CHECK(made.leftover.empty());
        CHECK(made.why.code == code);
        CHECK(made.why.detail.find(words) != std::string::npos);
        CHECK(made.why.detail.find("sesame") == std::string::npos);
        CHECK(made.why.detail.find('\x1B') == std::string::npos);
        CHECK(made.why.detail.size() < 300);
    }
}

TEST_CASE("[R9] the head of a proxy's response has 16,384 bytes at most, be it one line or many responses") {
    const std::string status = "HTTP/1.1 200 OK\r\n";
    const auto with_line_of = [&](std::size_t size) { return status + std::string(size, 'x') + "\r\n\r\n"; };
    const auto whole = [](const std::string& answer) {
        return hold(to("a", 1), {answer}, [](std::size_t) { return std::string::npos; });
    };
    CHECK(whole(with_line_of(16'384 - status.size() - 4)).accepted);
    const auto larger = whole(with_line_of(16'384 - status.size() - 3));
    CHECK_FALSE(larger.accepted);
    CHECK(larger.why.code == errc::proxy_malformed);
    CHECK(larger.why.detail.find("more than 16384 bytes") != std::string::npos);
    std::string interim;
    while (interim.size() <= 16'384)
        interim += "HTTP/1.1 100 Continue\r\n\r\n";
    CHECK(whole(interim).why.code == errc::proxy_malformed);
    const auto longest_reason = whole("HTTP/1.1 403 " + std::string(10'000, '\1') + "\r\n");
    CHECK(longest_reason.why.detail.size() < 500);
}

TEST_CASE("an HTTP proxy that sends any bytes is bounded: it accepts or fails within the limit of its head") {
    const std::string pieces[] = {"HTTP/1.", "1", " ", "200", "100", "\r\n", "\n", "x", ":", "9"};
    std::mt19937 draw(9110);
    for (int round = 0; round < 2'000; ++round) {
        const auto with = to("a", 110)();
        with->written(with->output().size());
        std::size_t heard = 0;
        if (round % 2) heard += with->hear("HTTP/1.1 200 ");
        while (heard < 20'000 && !with->is_accepted() && !with->why_not())
            heard += with->hear(pieces[draw() % std::size(pieces)]);
        REQUIRE(heard <= 16'385);
    }
}

}  // namespace popline::test
