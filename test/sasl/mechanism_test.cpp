// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/error.hpp>
#include <popline/mechanism.hpp>
#include <string>

#include "result_of.hpp"
#include "sasl/apop.hpp"
#include "sasl/cram_md5.hpp"
#include "sasl/login.hpp"
#include "sasl/plain.hpp"
#include "sasl/single_message.hpp"
#include "sasl/user_pass.hpp"

namespace popline::test {

namespace {

using namespace std::string_literals;

const detail::user_and_password tim{"tim", secret("tanstaaftanstaaf")};
const detail::user_and_password mrose{"mrose", secret("tanstaaf")};
constexpr auto stamp = "<1896.697170952@dbc.mtview.ca.us>";

}  // namespace

TEST_CASE("PLAIN is one message: the user and the password, each after a NUL (RFC 4616)") {
    sasl::plain one(tim);
    CHECK(one.name() == "PLAIN");
    CHECK(one.shows_secret());
    CHECK_FALSE(one.verifies_server());
    CHECK(one.hidden() == "tanstaaftanstaaf");
    CHECK_FALSE(one.is_complete());
    CHECK(text_of(one.initial_response()) == "\0tim\0tanstaaftanstaaf"s);
    CHECK(one.is_complete());
    CHECK(text_of(one.respond("")) == "none");
    CHECK(text_of(one.respond("more")) == "none");
}

TEST_CASE("LOGIN tells the user and then the password, whatever the questions say") {
    sasl::login one(tim);
    CHECK(one.name() == "LOGIN");
    CHECK(one.shows_secret());
    for (int exchange = 0; exchange < 2; ++exchange) {
        CHECK(text_of(one.initial_response()) == "none");
        CHECK(text_of(one.respond("Username:")) == "tim");
        CHECK_FALSE(one.is_complete());
        CHECK(text_of(one.respond("")) == "tanstaaftanstaaf");
        CHECK(one.is_complete());
        CHECK(text_of(one.respond("Domain:")) == "none");
    }
}

TEST_CASE("CRAM-MD5 is the user and the keyed digest of the challenge (RFC 2195 section 2)") {
    sasl::cram_md5 one(tim);
    CHECK(one.name() == "CRAM-MD5");
    CHECK_FALSE(one.shows_secret());
    CHECK_FALSE(one.verifies_server());
    CHECK(text_of(one.initial_response()) == "none");
    CHECK(text_of(one.respond("")) == "none");
    CHECK_FALSE(one.is_complete());
    CHECK(text_of(one.respond("<1896.697170952@postoffice.reston.mci.net>"))
          == "tim b913a602c7eda7a495b4e6e7334d3890");
    CHECK(one.is_complete());
    CHECK(text_of(one.respond("<1896.697170952@postoffice.reston.mci.net>")) == "none");
}

TEST_CASE("EXTERNAL is the user to act as, or empty, and ANONYMOUS is the trace") {
    const detail::known_by_connection fred{"fred@example.com"}, nobody_else{};
    sasl::external as_fred(fred), as_known(nobody_else);
    CHECK(as_fred.name() == "EXTERNAL");
    CHECK_FALSE(as_fred.shows_secret());
    CHECK(text_of(as_fred.initial_response()) == "fred@example.com");
    CHECK(as_fred.is_complete());
    CHECK(text_of(as_fred.respond("")) == "none");
    CHECK(text_of(as_known.initial_response()).empty());
    const detail::nobody sirhc{"sirhc"};
    sasl::anonymous one(sirhc);
    CHECK(one.name() == "ANONYMOUS");
    CHECK(text_of(one.initial_response()) == "sirhc");
}

TEST_CASE("USER and PASS are two responses, each with its command, and no third") {
    sasl::user_pass one(tim);
    CHECK(one.name() == "USER");
    CHECK(one.shows_secret());
    CHECK_FALSE(one.verifies_server());
    for (int exchange = 0; exchange < 2; ++exchange) {
        CHECK(text_of(one.initial_response()) == "tim");
        CHECK_FALSE(one.is_complete());
        CHECK(text_of(one.respond("")) == "tanstaaftanstaaf");
        CHECK(one.is_complete());
        CHECK(text_of(one.respond("")) == "none");
    }
}

TEST_CASE("APOP is the user and the digest of RFC 1939 section 7, and hides the password") {
    sasl::apop one(mrose, stamp);
    CHECK(one.name() == "APOP");
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
        static_cast<void>(text_of(one.initial_response()));
        FAIL("must throw");
    } catch (const error& why) {
        CHECK(why.code() == errc::no_mechanism);
        CHECK(why.verb() == "APOP");
    }
    CHECK_FALSE(one.is_complete());
}

}  // namespace popline::test
