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

TEST_CASE("[R18] UTF8 and LANG are read however they are written") {
    const struct {
        const char* line;
        utf8_support said;
    } table[] = {
        {"TOP", utf8_support::none},
        {"UTF8", utf8_support::messages},
        {"utf8  user", utf8_support::logins},
        {"UTF8\tFOO USER", utf8_support::logins},
        {"UTF8 USERS", utf8_support::messages},
        {"UTF8USER", utf8_support::none},
    };
    for (const auto& [line, said] : table) {
        CAPTURE(line);
        CHECK(capabilities({line}).utf8() == said);
    }
    CHECK(capabilities({"Lang"}).has_languages());
    CHECK_FALSE(capabilities({"LANGUAGE"}).has_languages());
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

TEST_CASE(
    "registered capabilities are values, however the server writes them, and absent if they make no sense") {
    const capabilities known({"sasl PLAIN  scram-sha-256", "SASL\tXOAUTH2", "Login-Delay  300 USER",
                              "EXPIRE NEVER", "IMPLEMENTATION  Some Server 1.0 ", "RESP_CODES"});
    CHECK(known.mechanisms() == std::vector<std::string_view>{"PLAIN", "scram-sha-256", "XOAUTH2"});
    CHECK(known.login_delay() == login_delay{std::chrono::seconds(300), applies_to::this_user});
    CHECK(known.expiry() == message_expiry{std::nullopt, applies_to::all_users});
    CHECK(known.implementation() == "Some Server 1.0");
    CHECK(known.has_response_codes());

    const capabilities none({"SASL"});
    CHECK(none.mechanisms().empty());
    CHECK_FALSE(none.login_delay().has_value());
    CHECK_FALSE(none.expiry().has_value());
    CHECK(none.implementation().empty());
    CHECK_FALSE(none.has_response_codes());
    for (const auto* const tag : {"RESP-CODES", "resp-code", "RESP_CODE"})
        CHECK(capabilities({tag}).has_response_codes());
    struct {
        const char* line;
        std::optional<login_delay> delay;
        std::optional<message_expiry> expiry;
    } const cases[] = {
        {"LOGIN-DELAY 0", login_delay{}, {}},
        {"LOGIN-DELAY 99999999999", login_delay{std::chrono::seconds(UINT32_MAX), applies_to::all_users}, {}},
        {"LOGIN-DELAY", {}, {}},
        {"LOGIN-DELAY USER", {}, {}},
        {"LOGIN-DELAY -1", {}, {}},
        {"LOGIN-DELAY 5s", {}, {}},
        {"EXPIRE 0", {}, message_expiry{0, applies_to::all_users}},
        {"EXPIRE 30 user", {}, message_expiry{30, applies_to::this_user}},
        {"EXPIRE never USER", {}, message_expiry{std::nullopt, applies_to::this_user}},
        {"EXPIRE", {}, {}},
        {"EXPIRE soon", {}, {}},
    };
    for (const auto& each : cases) {
        CAPTURE(std::string(each.line));
        CHECK(capabilities({each.line}).login_delay() == each.delay);
        CHECK(capabilities({each.line}).expiry() == each.expiry);
    }
}

}  // namespace popline::test
