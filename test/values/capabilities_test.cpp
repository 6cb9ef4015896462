// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/capabilities.hpp>

namespace popline::test {

TEST_CASE(
    "[R18] capabilities are found in any letter case, with unknown, doubled and broken lines among them") {
    const capabilities has({"TOP", "pipelining", "Sasl PLAIN  login\tCRAM-MD5", "SASL xoauth2", "EXPIRE",
                            "LOGIN-DELAY  900 USER ", "\tUIDL\t", "", " ", "X-WHAT\x80 \x01",
                            "IMPLEMENTATION a b c", "EXPIRE 5", "TOPPER"});
    CHECK(has.has("top"));
    CHECK(has.has("PIPELINING"));
    CHECK(has.has("uidl"));
    CHECK(has.has("topper"));
    CHECK_FALSE(has.has("TO"));
    CHECK_FALSE(has.has("STLS"));
    CHECK_FALSE(has.has("PLAIN"));
    CHECK(has.parameters("login-delay") == "900 USER");
    CHECK(has.parameters("Implementation") == "a b c");
    CHECK(has.parameters("uidl") == "");
    CHECK(has.parameters("expire") == "");  // of two lines with this tag, the first one
    CHECK_FALSE(has.parameters("STLS").has_value());
    CHECK(has.lines().size() == 13);
}

TEST_CASE(
    "[R18] a mechanism is found in any letter case, behind any blanks, on any SASL line, as a whole word") {
    const capabilities has({"SASL plain\tLOGIN  SCRAM-SHA-256", "sasl", "sasl XOAUTH2 "});
    CHECK(has.has_mechanism("PLAIN"));
    CHECK(has.has_mechanism("login"));
    CHECK(has.has_mechanism("scram-sha-256"));
    CHECK(has.has_mechanism("xoauth2"));
    CHECK_FALSE(has.has_mechanism("SASL"));
    CHECK_FALSE(has.has_mechanism("SCRAM"));
    CHECK_FALSE(has.has_mechanism("SCRAM-SHA-256-PLUS"));
    CHECK_FALSE(has.has_mechanism(""));
    CHECK_FALSE(capabilities({"SASLPLAIN", "X SASL PLAIN"}).has_mechanism("PLAIN"));
}

TEST_CASE("[R18] a list without capabilities is valid") {
    CHECK_FALSE(capabilities().has("STLS"));
    CHECK_FALSE(capabilities().has_mechanism("PLAIN"));
    CHECK(capabilities() == capabilities(std::vector<std::string>()));
    CHECK_FALSE(capabilities({"A"}) == capabilities({"B"}));
    const capabilities none;
    CHECK(none.lines().empty());
}

TEST_CASE("capabilities that are stored as one text and read back are equal") {
    const capabilities known({"TOP", "SASL PLAIN", ""});
    CHECK(known.text() == "TOP\nSASL PLAIN\n\n");
    CHECK(capabilities::from_text(known.text()) == known);
    CHECK(capabilities::from_text("TOP\nSASL PLAIN\n") == capabilities({"TOP", "SASL PLAIN"}));
    CHECK(capabilities::from_text("TOP\nSASL PLAIN") == capabilities({"TOP", "SASL PLAIN"}));
    CHECK(capabilities::from_text("").text().empty());
    const auto lines = known.lines();
    CHECK(lines == std::vector<std::string_view>{"TOP", "SASL PLAIN", ""});
}

}  // namespace popline::test
