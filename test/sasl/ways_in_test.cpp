// SPDX-License-Identifier: BSL-1.0
#include "sasl/ways_in.hpp"

#include <doctest/doctest.h>

#include <popline/error.hpp>
#include <string>

#include "result_of.hpp"

namespace popline::test {

namespace {

using namespace std::string_literals;

const detail::proof password = detail::user_and_password{"user", secret("secret")};

boost::asio::awaitable<secret> no_token(token_reason) {
    co_return secret();
}
const detail::proof tokens = detail::user_and_tokens{"user", token_provider(no_token)};

std::string order(const detail::proof& shown, const sasl::offers& known) {
    std::string names;
    for (const auto& one : sasl::ways_in(shown, known))
        names.append(names.empty() ? "" : " ").append(one.by->name());
    return names;
}

sasl::offers over_tls(const capabilities* announced) {
    sasl::offers known;
    known.announced = announced;
    known.is_tls = true;
    known.bindings = {{"tls-exporter", "data"}};
    return known;
}

/// What the first way sends first.
std::string flag_of(const sasl::offers& known) {
    const auto all = sasl::ways_in(password, known);
    const auto first = text_of(all.front().by->initial_response());
    return first.substr(0, first.find(','));
}

}  // namespace

TEST_CASE(
    "[R47] the strongest mechanism that both sides have comes first, then the next ones, and USER last") {
    struct {
        const char* announced;
        const char* in_tls;
        const char* in_clear;
    } const cases[] = {
        {"USER", "USER", "USER"},
        {"SASL CRAM-MD5 plain", "PLAIN CRAM-MD5 USER", "CRAM-MD5 PLAIN USER"},
        {"SASL PLAINER SCRAM-SHA-2", "USER", "USER"},
        {"SASL LOGIN PLAIN", "PLAIN LOGIN USER", "PLAIN LOGIN USER"},
        {"SASL PLAIN SCRAM-SHA-1 SCRAM-SHA-256", "SCRAM-SHA-256 SCRAM-SHA-1 PLAIN USER",
         "SCRAM-SHA-256 SCRAM-SHA-1 PLAIN USER"},
        {"SASL PLAIN SCRAM-SHA-512 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS SCRAM-SHA-512-PLUS",
         "SCRAM-SHA-512-PLUS SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-512 PLAIN USER",
         "SCRAM-SHA-512 PLAIN USER"},
        {"SASL OAUTHBEARER XOAUTH2 EXTERNAL ANONYMOUS", "USER", "USER"},
    };
    for (const auto& each : cases) {
        CAPTURE(std::string(each.announced));
        const capabilities said({each.announced});
        CHECK(order(password, over_tls(&said)) == each.in_tls);
        CHECK(order(password, {.announced = &said}) == each.in_clear);
    }
    CHECK(order(password, over_tls(nullptr)) == "USER");
}

TEST_CASE("a mechanism that the user demands is the only way, announced or not, if the proof fits it") {
    const capabilities said({"SASL PLAIN"});
    const auto only = [&](const detail::proof& shown, const char* name) {
        auto known = over_tls(&said);
        known.only = name;
        return order(shown, known);
    };
    for (const auto* const name :
         {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1", "PLAIN", "LOGIN", "CRAM-MD5", "USER", "APOP"})
        CHECK(only(password, name) == name);
    CHECK(only(password, "XOAUTH2").empty());
    CHECK(only(password, "GSSAPI").empty());
    CHECK(only(tokens, "XOAUTH2") == "XOAUTH2");
    CHECK(only(tokens, "OAUTHBEARER") == "OAUTHBEARER");
    CHECK(only(tokens, "PLAIN").empty());
    // without TLS there is nothing to bind a login to
    CHECK(order(password, {.announced = &said, .only = "SCRAM-SHA-256-PLUS"}).empty());
}

TEST_CASE("tokens go by OAUTHBEARER, then XOAUTH2, and by XOAUTH2 to a server that announces neither") {
    const capabilities both({"SASL XOAUTH2 OAUTHBEARER"}), one({"SASL PLAIN XOAUTH2"}), none({"SASL PLAIN"});
    CHECK(order(tokens, over_tls(&both)) == "OAUTHBEARER XOAUTH2");
    CHECK(order(tokens, over_tls(&one)) == "XOAUTH2");
    CHECK(order(tokens, over_tls(&none)) == "XOAUTH2");
    CHECK(order(tokens, over_tls(nullptr)) == "XOAUTH2");
    const auto ways = sasl::ways_in(tokens, over_tls(&both));
    CHECK(ways[0].when == first_response::with_auth);
    CHECK(ways[1].when == first_response::when_asked);
}

TEST_CASE("the flag of SCRAM tells a server whose -PLUS was removed from its list, and no other server") {
    const capabilities plain({"SASL SCRAM-SHA-256"}), bound({"SASL SCRAM-SHA-256 SCRAM-SHA-1-PLUS"});
    CHECK(flag_of(over_tls(&plain)) == "y");
    CHECK(flag_of({.announced = &plain}) == "n");
    auto known = over_tls(&bound);
    CHECK(flag_of(known) == "p=tls-exporter");
    known.only = "SCRAM-SHA-256";  // the server announces -PLUS, and the user does not want it
    CHECK(flag_of(known) == "n");
    known = over_tls(nullptr);  // nobody knows what the server has
    known.only = "SCRAM-SHA-256";
    CHECK(flag_of(known) == "n");
}

TEST_CASE("SCRAM is left out for a password that it cannot prepare, and only then") {
    const capabilities said({"SASL SCRAM-SHA-256 PLAIN"});
    const detail::proof bad = detail::user_and_password{"user", secret("bell\a")};
    CHECK(order(bad, over_tls(&said)) == "PLAIN USER");
    auto known = over_tls(&said);
    known.only = "SCRAM-SHA-256";
    CHECK(order(bad, known) == "SCRAM-SHA-256");
}

TEST_CASE("a proof without a choice has one way, and the program's own mechanism is that way") {
    CHECK(order(detail::known_by_connection{}, over_tls(nullptr)) == "EXTERNAL");
    CHECK(order(detail::nobody{}, over_tls(nullptr)) == "ANONYMOUS");
    const auto none = [] { return std::unique_ptr<mechanism>(); };
    CHECK_THROWS_AS(sasl::ways_in(detail::own_mechanism{"user", mechanism_factory(none)}, {}), error);
}

TEST_CASE("[R28] a proof that would end a line is unfit, and so is one without what it needs") {
    const auto fault = [](const detail::proof& shown) { return std::string(sasl::why_unfit(shown)); };
    const auto of = [&](std::string user, const std::string& hidden) {
        return fault(detail::user_and_password{std::move(user), secret(hidden)});
    };
    CHECK(of("user", "secret").empty());
    CHECK(of("user", "").empty());
    CHECK(of("", "secret") == "the user name is empty");
    CHECK(of("us\rer", "secret") == "the user name holds CR, LF or NUL");
    CHECK(of("user", "sec\0ret"s) == "the password holds CR, LF or NUL");
    CHECK(fault(tokens).empty());
    CHECK(fault(detail::user_and_tokens{"", token_provider(no_token)}) == "the user name is empty");
    CHECK(fault(detail::user_and_tokens{"user", {}}) == "the token provider is empty");
    CHECK(fault(detail::user_and_tokens{"a\x01"
                                        "b",
                                        token_provider(no_token)})
          == "the user name holds the octet 1, which ends it");
    CHECK(fault(detail::known_by_connection{}).empty());
    CHECK(fault(detail::known_by_connection{"a\nb"}) == "the user name holds CR, LF or NUL");
    CHECK(fault(detail::nobody{"a\nb"}) == "the trace holds CR, LF or NUL");
    CHECK(fault(detail::own_mechanism{}) == "the factory of the mechanism is empty");
}

}  // namespace popline::test
