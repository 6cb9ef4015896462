// SPDX-License-Identifier: BSL-1.0
#include "sasl/base64.hpp"

#include <doctest/doctest.h>

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

TEST_CASE("base64 with its padding is decoded, and nothing else is") {
    struct pair {
        std::string_view text, octets;
    };
    for (const auto& [text, octets] : {pair{"", ""}, pair{"Zg==", "f"}, pair{"Zm8=", "fo"},
                                       pair{"Zm9vYmFy", "foobar"}, pair{"AP9/", "\0\xff\x7f"sv}})
        CHECK(sasl::from_base64(text) == octets);
    for (const auto* const text :
         {"Zg", "Zg=", "Zg===", "====", "Z===", "=", "Zm 8", " Zm8", "Zm8\n", "go ahead", "Zm-_", "Zg==Zg=="})
        CHECK_FALSE(sasl::from_base64(text).has_value());
}
