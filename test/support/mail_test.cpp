// SPDX-License-Identifier: BSL-1.0
#include "support/mail.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>

using namespace popline::test;

TEST_CASE("make_mail returns a mail of the requested size, in CRLF lines") {
    for (std::size_t bytes = 256; bytes < 1500; ++bytes) {
        const auto mail = make_mail(bytes % 7, bytes);
        CHECK(mail.size() == bytes);
        CHECK(mail.ends_with("\r\n"));
        CHECK(crlf_form(mail) == mail);
    }
    CHECK(make_mail(1, 0).size() == 256);
    CHECK(make_mail(static_cast<std::size_t>(-1), 256).size() == 256);
}

TEST_CASE("make_mail returns the same mail for the same number only, with lines of dots") {
    const auto mail = make_mail(1, 10'000);
    CHECK(mail == make_mail(1, 10'000));
    CHECK(mail != make_mail(2, 10'000));
    CHECK(sha256_hex(mail) != sha256_hex(make_mail(2, 10'000)));
    for (const auto* line : {"\r\n.\r\n", "\r\n..\r\n", "\r\n...\r\n", "\r\n\r\n", "\r\n.x"})
        CHECK_MESSAGE(mail.find(line) != std::string::npos, line);
}

TEST_CASE("crlf_form leaves no bare LF and ends the last line in CRLF") {
    CHECK(crlf_form("") == "\r\n");
    CHECK(crlf_form("a") == "a\r\n");
    CHECK(crlf_form("a\n\nb\r\nc\rd\n") == "a\r\n\r\nb\r\nc\rd\r\n");
    CHECK(crlf_form("\n") == "\r\n");
}

TEST_CASE("sha256_hex returns the digest of the FIPS 180-4 example") {
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
