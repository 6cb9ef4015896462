// SPDX-License-Identifier: BSL-1.0
#include "sasl/mechanism.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <popline/error.hpp>
#include <string>
#include <vector>

#include "sasl/apop.hpp"
#include "sasl/plain.hpp"
#include "sasl/user_pass.hpp"

using namespace popline;
using namespace std::string_literals;

namespace {

const detail::user_and_password tim{"tim", secret("tanstaaftanstaaf")};
const detail::user_and_password mrose{"mrose", secret("tanstaaf")};
constexpr auto stamp = "<1896.697170952@dbc.mtview.ca.us>";

std::string text_of(const std::optional<secret>& response) {
    return response ? std::string(response->reveal()) : "none";
}

}  // namespace

TEST_CASE("PLAIN is one message: the user and the password, each after a NUL (RFC 4616)") {
    sasl::plain one(tim);
    CHECK(one.name() == "PLAIN");
    CHECK(one.command() == protocol::verb::auth);
    CHECK(one.shows_secret());
    CHECK_FALSE(one.verifies_server());
    CHECK_FALSE(one.is_complete());
    CHECK(text_of(one.initial_response()) == "\0tim\0tanstaaftanstaaf"s);
    CHECK(one.is_complete());
    CHECK(text_of(one.respond("")) == "none");
    CHECK(text_of(one.respond("bW9yZQ==")) == "none");
}

TEST_CASE("USER and PASS are two responses, each with its command, and no third") {
    sasl::user_pass one(tim);
    CHECK(one.name() == "USER");
    CHECK(one.shows_secret());
    CHECK_FALSE(one.verifies_server());
    for (int exchange = 0; exchange < 2; ++exchange) {
        CHECK(text_of(one.initial_response()) == "tim");
        CHECK(one.command() == protocol::verb::user);
        CHECK_FALSE(one.is_complete());
        CHECK(text_of(one.respond("")) == "tanstaaftanstaaf");
        CHECK(one.command() == protocol::verb::pass);
        CHECK(one.is_complete());
        CHECK(text_of(one.respond("")) == "none");
    }
}

TEST_CASE("APOP is the user and the digest of RFC 1939 section 7, and hides the password") {
    sasl::apop one(mrose, stamp);
    CHECK(one.name() == "APOP");
    CHECK(one.command() == protocol::verb::apop);
    CHECK_FALSE(one.shows_secret());
    CHECK_FALSE(one.verifies_server());
    CHECK_FALSE(one.is_complete());
    CHECK(text_of(one.initial_response()) == "mrose c4c9334bac560ecc979e58001b3e22fb");
    CHECK(one.is_complete());
    CHECK(text_of(one.respond("")) == "none");
}

TEST_CASE("APOP without a stamp has no response") {
    sasl::apop one(mrose, "");
    try {
        static_cast<void>(one.initial_response());
        FAIL("must throw");
    } catch (const error& why) {
        CHECK(why.code() == errc::no_mechanism);
        CHECK(why.verb() == "APOP");
    }
    CHECK_FALSE(one.is_complete());
}
