// SPDX-License-Identifier: BSL-1.0
#include "sasl/auth_line.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace popline;
using popline::first_response;

TEST_CASE("[R29] AUTH takes the response along up to 255 bytes with CRLF, and not past them") {
    // "AUTH PLAIN " and CRLF are 13 bytes, and base64 makes 4 of 3.
    for (const std::size_t bytes : {1U, 180U, 181U, 183U, 184U, 4'000U}) {
        const auto made =
            sasl::build_auth("PLAIN", secret(std::string(bytes, 'x')), first_response::with_auth, 255);
        CAPTURE(bytes);
        CHECK(made.has_response == (13 + (bytes + 2) / 3 * 4 <= 255));
        CHECK(made.what.text.size() <= 255);
        CHECK(made.what.text.starts_with(made.has_response ? "AUTH PLAIN e" : "AUTH PLAIN\r\n"));
        CHECK(made.what.kept == protocol::secrecy::secret);
    }
}

TEST_CASE("[R29] an empty response is a lone =, and none leaves nothing behind the mechanism") {
    const auto with = first_response::with_auth;
    CHECK(sasl::build_auth("EXTERNAL", secret(), with, 255).what.text == "AUTH EXTERNAL =\r\n");
    CHECK(sasl::build_auth("EXTERNAL", secret(), with, 255).has_response);
    CHECK(sasl::build_auth("CRAM-MD5", {}, with, 255).what.text == "AUTH CRAM-MD5\r\n");
    CHECK_FALSE(sasl::build_auth("CRAM-MD5", {}, with, 255).has_response);
    const auto later = sasl::build_auth("PLAIN", secret("x"), first_response::when_asked, 255);
    CHECK(later.what.text == "AUTH PLAIN\r\n");
    CHECK_FALSE(later.has_response);
}
