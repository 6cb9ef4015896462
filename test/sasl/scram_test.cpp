// SPDX-License-Identifier: BSL-1.0
#include "sasl/scram.hpp"

#include <doctest/doctest.h>

#include <boost/asio/post.hpp>
#include <functional>
#include <popline/error.hpp>
#include <string>
#include <vector>

#include "result_of.hpp"
#include "sasl/base64.hpp"
#include "sasl/saslprep.hpp"

// The exchanges are those of RFC 5802 section 5 and RFC 7677 section 3. Those of SCRAM-SHA-512, of -PLUS and
// of the flag `y` were made by Python's hashlib with the same nonces.

namespace popline::test {

namespace {

using sasl::hash;

const detail::user_and_password user{"user", secret("pencil")};
constexpr sasl::iteration_bounds usual = {4'096, 1'000'000};
const std::string nonce = "rOprNGfwEbeRWgbNEkqO";
const std::string both_nonces = nonce + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
const std::string server_first = "r=" + both_nonces + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

struct exchange {
    const char* name;
    hash by;
    sasl::scram_binding how;
    std::string nonce, client_first, server_first, client_final, server_final;
};

exchange sha256(const char* name, sasl::scram_binding how, std::string flag, std::string rest,
                std::string last) {
    return {
        name,           hash::sha256, how, nonce, flag + ",,n=user,r=" + nonce, server_first, std::move(rest),
        std::move(last)};
}

const exchange exchanges[] = {
    {"SCRAM-SHA-1",
     hash::sha1,
     {},
     "fyko+d2lbbFgONRv9qkxdawL",
     "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
     "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
     "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
     "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="},
    sha256("SCRAM-SHA-256", {}, "n",
           "c=biws,r=" + both_nonces + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
           "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
    sha256("SCRAM-SHA-256", {{}, true}, "y",
           "c=eSws,r=" + both_nonces + ",p=FoqiHTtQEDE8lz1CdaEe3tK4mS+iMDTl77SPyDS53DY=",
           "v=dI4KpiQJwBr1+V+K6U1dA6l6I4I9DUNXWND4pcpRU3U="),
    sha256("SCRAM-SHA-256-PLUS", {{{"tls-exporter", "0123456789abcdef0123456789abcdef"}}}, "p=tls-exporter",
           "c=cD10bHMtZXhwb3J0ZXIsLDAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm,r=" + both_nonces
               + ",p=qt6T62DbA/THTjWMUniEekRBOmbK1ZAe+VNG0CBsX9U=",
           "v=gGsnLD/m58XLkAwcxqD7cDgqYXgS9J0J5pH+8Cm0Ho8="),
    {"SCRAM-SHA-512",
     hash::sha512,
     {},
     nonce,
     "n,,n=user,r=" + nonce,
     server_first,
     "c=biws,r=" + both_nonces
         + ",p=gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ==",
     "v=ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw=="},
};

/// The error that the response to this challenge throws; no error if it does not throw.
boost::system::error_code fault_of(mechanism& one, const std::string& challenge) {
    try {
        static_cast<void>(text_of(one.respond(challenge)));
    } catch (const error& why) {
        return why.code();
    }
    return {};
}

std::string same_nonce() {
    return nonce;
}

sasl::scram begun(sasl::iteration_bounds within = usual) {
    return sasl::scram(hash::sha256, {}, user, within, same_nonce);
}

}  // namespace

TEST_CASE("SCRAM with each hash, bound to TLS and not, is as the RFCs show it") {
    for (const auto& each : exchanges) {
        CAPTURE(each.client_first);
        sasl::scram one(each.by, each.how, user, usual, [&each] { return each.nonce; });
        CHECK(one.name() == each.name);
        CHECK_FALSE(one.shows_secret());
        CHECK(one.verifies_server());
        for (int time = 0; time < 2; ++time) {
            CHECK(text_of(one.initial_response()) == each.client_first);
            CHECK(text_of(one.respond(each.server_first)) == each.client_final);
            CHECK_FALSE(one.is_complete());
            CHECK(text_of(one.respond(each.server_final)).empty());
            CHECK(one.is_complete());
            CHECK(text_of(one.respond(each.server_final)) == "none");
        }
    }
}

TEST_CASE("a server that does not know the password is found out, whatever its last message says") {
    for (const std::string last : {"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G8=", "v=",
                                   "v=dI4KpiQJwBr1+V+K6U1dA6l6I4I9DUNXWND4pcpRU3U=", "", "e=", "ok", "v=6rri",
                                   "p=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="}) {
        CAPTURE(last);
        auto one = begun();
        static_cast<void>(text_of(one.initial_response()));
        static_cast<void>(text_of(one.respond(server_first)));
        CHECK(fault_of(one, last) == errc::server_unproved);
        CHECK_FALSE(one.is_complete());
    }
}

TEST_CASE("a server that gives back another nonce, or adds nothing to it, gets no proof") {
    for (const std::string given :
         {"r=rOprNGfwEbeRWgbNEkqP%hvYDpWUa2RaTCAfuxFIlj", "r=rOprNGfwEbeRWgbNEkqO", "r=x"}) {
        CAPTURE(given);
        auto one = begun();
        static_cast<void>(text_of(one.initial_response()));
        CHECK(fault_of(one, given + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096") == errc::server_unproved);
        CHECK_FALSE(one.is_complete());
    }
}

TEST_CASE("iterations outside the bounds are refused before any of them is done") {
    struct {
        const char* asked;
        bool allowed;
    } const cases[] = {{"0", false},          {"1", false},          {"4095", false},
                       {"4096", true},        {"5000", true},        {"5001", false},
                       {"4294967295", false}, {"4294967296", false}, {"99999999999999999999", false}};
    for (const auto& each : cases) {
        CAPTURE(std::string(each.asked));
        auto one = begun({4'096, 5'000});
        static_cast<void>(text_of(one.initial_response()));
        const auto why = fault_of(one, "r=" + both_nonces + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=" + each.asked);
        CHECK((why == errc::iteration_count) == !each.allowed);
        CHECK((!why) == each.allowed);
    }
}

TEST_CASE("a first message that breaks the grammar has no response, so the exchange is cancelled") {
    for (const auto& message : std::vector<std::string>{
             "", "r=", "r=" + both_nonces, "r=" + both_nonces + ",s=W22Z", "s=W22Z,i=4096",
             "m=x," + server_first, "r=" + both_nonces + ",s=,i=4096", "r=" + both_nonces + ",s=W22,i=4096",
             "r=" + both_nonces + ",s=W22Z,i=", "r=" + both_nonces + ",s=W22Z,i=-4096",
             "r=" + both_nonces + ",s=W22Z,i=4096x", "r=,s=W22Z,i=4096", "e=other-error"}) {
        CAPTURE(message);
        auto one = begun();
        static_cast<void>(text_of(one.initial_response()));
        CHECK(text_of(one.respond(message)) == "none");
        CHECK_FALSE(one.is_complete());
    }
    // what follows the iterations is an extension that a client may ignore
    auto one = begun();
    static_cast<void>(text_of(one.initial_response()));
    CHECK(text_of(one.respond(server_first + ",x=1")) != "none");
}

TEST_CASE("an error in place of the signature is answered, and told with the refusal that follows") {
    auto one = begun();
    static_cast<void>(text_of(one.initial_response()));
    static_cast<void>(text_of(one.respond(server_first)));
    CHECK(text_of(one.respond("e=invalid-proof")).empty());
    CHECK_FALSE(one.is_complete());
    CHECK(one.remark() == "the server says: invalid-proof");
    CHECK_FALSE(one.tries_again(error(errc::login_refused)));
}

TEST_CASE("a binding that the server does not take is followed by the next one, before any proof") {
    const sasl::scram_binding two{{{"tls-exporter", "a"}, {"tls-server-end-point", "b"}}};
    sasl::scram one(hash::sha256, two, user, usual, same_nonce);
    CHECK(text_of(one.initial_response()) == "p=tls-exporter,,n=user,r=" + nonce);
    CHECK_FALSE(one.tries_again(error(errc::in_use)));
    CHECK_FALSE(one.tries_again(error(errc::authentication_failed)));
    CHECK(one.tries_again(error(errc::login_refused)));
    CHECK(text_of(one.initial_response()) == "p=tls-server-end-point,,n=user,r=" + nonce);
    CHECK_FALSE(one.tries_again(error(errc::login_refused)));

    sasl::scram proved(hash::sha256, two, user, usual, same_nonce);
    static_cast<void>(text_of(proved.initial_response()));
    static_cast<void>(text_of(proved.respond(server_first)));
    CHECK_FALSE(proved.tries_again(error(errc::login_refused)));
}

TEST_CASE("each login has a nonce of its own, without a comma") {
    const auto one = sasl::scram::random_nonce();
    CHECK(one.size() == 32);
    CHECK(one.find(',') == one.npos);
    CHECK(one != sasl::scram::random_nonce());
}

TEST_CASE("each exchange of a login has a nonce of its own") {
    const detail::user_and_password& who = user;
    sasl::scram one(hash::sha256, {}, who, usual);
    const auto first = text_of(one.initial_response());
    CHECK(text_of(one.initial_response()) != first);
}

TEST_CASE("a comma and an equals sign in the user name are written as RFC 5802 asks") {
    const detail::user_and_password odd{"a=b,c", secret("pencil")};
    sasl::scram one(hash::sha256, {}, odd, usual, same_nonce);
    CHECK(text_of(one.initial_response()) == "n,,n=a=3Db=2Cc,r=" + nonce);
}

TEST_CASE("copies of a password share the keys that were derived, as long as salt and iterations stay") {
    detail::user_and_password known = user;
    known.keys = std::make_shared<sasl::key_cache>();
    const sasl::derivation how{hash::sha256, *sasl::from_base64("W22ZaJ0SNY7soEsUEjb6gQ=="), 4'096};
    for (int time = 0; time < 2; ++time) {
        sasl::scram one(hash::sha256, {}, known, usual, same_nonce);
        static_cast<void>(text_of(one.initial_response()));
        CHECK(text_of(one.respond(server_first)) == exchanges[1].client_final);
        CHECK(known.keys->find(how).has_value());
    }
    // The kept keys are used: with false ones the proof is another one.
    known.keys->keep(how, {secret(std::string(32, 'x')), secret(std::string(32, 'y'))});
    sasl::scram one(hash::sha256, {}, known, usual, same_nonce);
    static_cast<void>(text_of(one.initial_response()));
    CHECK(text_of(one.respond(server_first)) != exchanges[1].client_final);
    auto other = how;
    other.iterations = 4'097;
    CHECK_FALSE(known.keys->find(other).has_value());
    other = how;
    other.salt += "x";
    CHECK_FALSE(known.keys->find(other).has_value());
    other = how;
    other.by = hash::sha512;
    CHECK_FALSE(known.keys->find(other).has_value());
}

TEST_CASE("the keys are derived in slices, and others on the executor have a turn between them") {
    boost::asio::io_context context;
    sasl::scram one(hash::sha256, {}, user, {1, 1'000'000}, same_nonce);
    bool is_done = false;
    int turns = 0;
    auto login = [&]() -> boost::asio::awaitable<void> {
        static_cast<void>(co_await one.initial_response());
        static_cast<void>(co_await one.respond("r=" + both_nonces + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=20001"));
        is_done = true;
    };
    boost::asio::co_spawn(context, login(), [](std::exception_ptr why) { CHECK_FALSE(why); });
    std::function<void()> count = [&] {
        if (is_done) return;
        ++turns;
        boost::asio::post(context, count);
    };
    boost::asio::post(context, count);
    context.run();
    CHECK(is_done);
    CHECK(turns >= 9);  // between ten slices of 2,000 iterations
}

TEST_CASE("a password is prepared by SASLprep, and one with forbidden characters is not used") {
    CHECK(sasl::saslprep("pencil")->reveal() == "pencil");
    CHECK(sasl::saslprep("")->empty());
    CHECK_FALSE(sasl::saslprep("bell\a").has_value());
    if (sasl::prepares_more_than_ascii()) {
        CHECK(sasl::saslprep("I\u00ADX")->reveal() == "IX");  // RFC 4013 section 3
        CHECK(sasl::saslprep("\u00AA")->reveal() == "a");
        CHECK(sasl::saslprep("\u2168")->reveal() == "IX");
        CHECK_FALSE(sasl::saslprep("\u0627\u0031").has_value());
        CHECK_FALSE(sasl::saslprep("\xff").has_value());
    } else {
        CHECK_FALSE(sasl::saslprep("\u00AA").has_value());
    }
    const detail::user_and_password bad{"user", secret("bell\a")};
    sasl::scram one(hash::sha256, {}, bad, usual, same_nonce);
    static_cast<void>(text_of(one.initial_response()));
    CHECK(fault_of(one, server_first) == errc::no_mechanism);
}

}  // namespace popline::test
