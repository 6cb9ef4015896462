// SPDX-License-Identifier: BSL-1.0
#include "protocol/stamp.hpp"

#include <doctest/doctest.h>

#include <string>

namespace popline::test {

using protocol::parse_stamp;

TEST_CASE("[R48] a stamp is what stands in the one pair of angles of a greeting, angles and all") {
    CHECK(parse_stamp("+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>")
          == "<1896.697170952@dbc.mtview.ca.us>");
    CHECK(parse_stamp("<a@b> ready") == "<a@b>");
    const std::string longest = "<" + std::string(251, 'x') + "@y>";
    CHECK(parse_stamp(longest) == longest);
}

TEST_CASE("[R48] what is no msg-id in printable ASCII is no stamp") {
    const std::string_view none[] = {
        "",        "ready",    "<a@b",      "a@b>",        ">a@b<",      "<>",      "<a>",
        "<@b>",    "<a@>",     "<@>",       "<a@b@c>",     "<a@b><c@d>", "<<a@b>",  "<a@b>>",
        "<a b@c>", "<a@b\tc>", "<a\x7f@b>", "<caf\xe9@b>", "<a@b\x01>",  "<a@b> <", "> <a@b>",
    };
    for (const auto greeting : none) {
        CAPTURE(std::string(greeting));
        CHECK(parse_stamp(greeting) == "");
    }
    CHECK(parse_stamp("<" + std::string(252, 'x') + "@y>") == "");
}

}  // namespace popline::test
