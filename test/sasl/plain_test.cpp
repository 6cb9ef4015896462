// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "sasl/base64.hpp"
#include "sasl/plain.hpp"

using namespace popline;
using namespace std::string_view_literals;

TEST_CASE("base64 of any length ends as RFC 4648 says") {
    struct pair {
        std::string_view octets, text;
    };
    for (const auto& [octets, text] :
         {pair{"", ""}, pair{"f", "Zg=="}, pair{"fo", "Zm8="}, pair{"foo", "Zm9v"},
          pair{"foobar", "Zm9vYmFy"}, pair{"\0\xff\x7f"sv, "AP9/"}})
        CHECK(sasl::base64(octets).reveal() == text);
}

TEST_CASE("PLAIN is the user and the password, each behind a NUL (RFC 4616), and no other identity") {
    CHECK(sasl::plain("tim", "tanstaaftanstaaf").reveal() == "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
    CHECK(sasl::plain("tim", "").reveal() == sasl::base64("\0tim\0"sv).reveal());
}
