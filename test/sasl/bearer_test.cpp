// SPDX-License-Identifier: BSL-1.0
#include "sasl/bearer.hpp"

#include <doctest/doctest.h>

#include <popline/error.hpp>
#include <string>
#include <vector>

#include "result_of.hpp"
#include "sasl/base64.hpp"
#include "sasl/oauth_refusal.hpp"

namespace popline::test {

namespace {

using reasons = std::vector<token_reason>;

/// Counts the questions for a token, and gives this one.
detail::user_and_tokens tokens_for(std::string user, std::string token, reasons& asked) {
    auto give = [token = std::move(token), &asked](token_reason why) -> boost::asio::awaitable<secret> {
        asked.push_back(why);
        co_return secret(token);
    };
    return {std::move(user), token_provider(give)};
}

const error refused(errc::login_refused);
const error wrong(errc::authentication_failed);

}  // namespace

TEST_CASE("XOAUTH2 sends the user and the token, and answers the reason of a refusal by an empty line") {
    reasons asked;
    const auto who =
        tokens_for("someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg", asked);
    sasl::xoauth2 one(who);
    CHECK(one.name() == "XOAUTH2");
    CHECK(one.shows_secret());
    const auto response = text_of(one.initial_response());
    CHECK(std::string(sasl::base64(response).reveal())
          == "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRH"
             "RXVZMjl0Q2cBAQ==");
    CHECK(one.is_complete());
    CHECK(one.hidden() == "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");
    CHECK(text_of(one.respond(R"({"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"})"))
              .empty());
    CHECK_FALSE(one.is_complete());
    CHECK(text_of(one.respond("")) == "none");
}

TEST_CASE("OAUTHBEARER sends what RFC 7628 section 4 shows, and answers a refusal by one octet") {
    reasons asked;
    const auto who = tokens_for("user,a=b@example.com", "vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==", asked);
    sasl::oauthbearer one(who);
    CHECK(one.name() == "OAUTHBEARER");
    CHECK(text_of(one.initial_response())
          == "n,a=user=2Ca=3Db@example.com,\x01" "auth=Bearer vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==\x01\x01");
    CHECK(text_of(one.respond("{\"status\":\"invalid_token\"}")) == "\x01");
}

TEST_CASE("a token that the server calls stale is replaced once, and any other refusal is final") {
    struct {
        const char* what;
        const char* json;  // null: the server sends no reason
        const error* why;
        bool again;
    } const cases[] = {
        {"stale", R"({"status":"invalid_token"})", &refused, true},
        {"400", R"({"status":"400"})", &refused, true},
        {"401", R"({"status":"401"})", &wrong, true},
        {"scope", R"({"status":"insufficient_scope","scope":"mail"})", &refused, false},
        {"403", R"({"status":"403"})", &wrong, false},
        {"no reason", nullptr, &refused, true},
        {"no reason, but a code", nullptr, &wrong, true},
    };
    for (const auto& each : cases) {
        CAPTURE(std::string(each.what));
        reasons asked;
        const auto who = tokens_for("user", "token", asked);
        sasl::xoauth2 one(who);
        static_cast<void>(text_of(one.initial_response()));
        if (each.json) static_cast<void>(text_of(one.respond(each.json)));
        CHECK(one.tries_again(*each.why) == each.again);
        if (!each.again) continue;
        static_cast<void>(text_of(one.initial_response()));
        CHECK(asked == reasons{token_reason::login, token_reason::refused});
        CHECK_FALSE(one.tries_again(*each.why));
    }
    for (const auto other : {errc::in_use, errc::temporary_failure, errc::login_delay}) {
        reasons asked;
        const auto who = tokens_for("user", "token", asked);
        sasl::xoauth2 one(who);
        static_cast<void>(text_of(one.initial_response()));
        CHECK_FALSE(one.tries_again(error(other)));
    }
}

TEST_CASE("a token whose form is refused is sent in another form, and no other one is asked for") {
    reasons asked;
    const auto who = tokens_for("user", "token", asked);
    sasl::oauthbearer one(who);
    const auto first = text_of(one.initial_response());
    CHECK_FALSE(one.tries_again(error(errc::login_refused, {.raw_reply = "-ERR syntax error"})));
    CHECK(text_of(one.initial_response()) == first);
    CHECK(asked == reasons{token_reason::login});
    CHECK(one.tries_again(error(errc::authentication_failed, {.raw_reply = "-ERR [AUTH] expired"})));
    static_cast<void>(text_of(one.initial_response()));
    CHECK(asked == reasons{token_reason::login, token_reason::refused});
}

TEST_CASE("the reason of a refusal is told in words, and so is the size of a token that is large") {
    reasons asked;
    const auto who = tokens_for("user", "token", asked);
    sasl::xoauth2 one(who);
    static_cast<void>(text_of(one.initial_response()));
    static_cast<void>(text_of(one.respond(R"({"status":"401","schemes":"bearer","nested":{"a":1},"n":7})")));
    CHECK(one.remark() == "n 7, schemes bearer, status 401");

    const auto large = tokens_for("user", std::string(5'000, 't'), asked);
    sasl::xoauth2 other(large);
    CHECK(text_of(other.initial_response()).size() > 5'000);
    CHECK(other.remark() == "the token has 5000 bytes, and some servers take no more than 4,096");
}

TEST_CASE("what is no JSON object is kept as text, however it is made") {
    for (const std::string text :
         {"", "token expired", "[1,2]", "\"x\"", "{", "{\"status\":", "\xff\xfe", "nul"}) {
        CAPTURE(text);
        const auto read = sasl::read_oauth_refusal(text);
        CHECK(read.status.empty());
        CHECK(read.words == text);
    }
    std::string deep(8'000, '[');
    CHECK(sasl::read_oauth_refusal(deep).words == deep);
    CHECK(sasl::read_oauth_refusal(deep + std::string(8'000, ']')).status.empty());
}

TEST_CASE("a token that would end the message early, or none, is an error, and nothing is sent") {
    for (const std::string token : {"", "a b", "a\r\nQUIT",
                                    "a\x01"
                                    "b",
                                    "t\xc3\xb6"}) {
        CAPTURE(token);
        reasons asked;
        const auto who = tokens_for("user", token, asked);
        sasl::oauthbearer one(who);
        try {
            static_cast<void>(text_of(one.initial_response()));
            FAIL("must throw");
        } catch (const error& why) {
            CHECK(why.code() == errc::invalid_argument);
        }
        CHECK_FALSE(one.is_complete());
    }
}

}  // namespace popline::test
