// SPDX-License-Identifier: BSL-1.0
#include "sasl/conceal.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "result_of.hpp"
#include "sasl/base64.hpp"
#include "sasl/plain.hpp"

using namespace popline;
using namespace std::string_literals;

namespace {

std::string response_of_plain(std::string_view password) {
    const detail::user_and_password who{"user", secret(password)};
    sasl::plain by(who);
    const auto message = popline::test::text_of(by.initial_response());
    return std::string(sasl::base64(message).reveal());
}

std::string concealed(std::string words, std::string_view password) {
    sasl::conceal(words, password, secret(response_of_plain(password)));
    return words;
}

}  // namespace

TEST_CASE("[R84][R121] words that repeat what a login sent are replaced, whatever form it has") {
    const auto password = "cAnArY-7319"s;
    const std::string forms[] = {
        password,
        "CANARY-7319",
        "canary-7319",
        "cAnArY-7",  // the beginning alone
        response_of_plain(password),
        "ahvzzxiay0fuqxjzltczmtk",  // the same in small letters
        std::string(sasl::base64(password).reveal()),
        std::string(sasl::base64("1" + password).reveal()),
        std::string(sasl::base64("12" + password).reveal()),
        std::string(sasl::base64("user" + password + "more").reveal()),
    };
    for (const auto& form : forms)
        for (const auto& [head, tail, rest] :
             {std::array{""s, ""s, "***"s}, std::array{"no "s, " here"s, "***"s},
              std::array{"[AUTH] no "s, ""s, "[AUTH] ***"s},
              std::array{"[SYS/TEMP/x] "s, ""s, "[SYS/TEMP] ***"s}, std::array{"["s, "] no"s, "***"s},
              std::array{"[AUTH/"s, "] no"s, "[AUTH] ***"s}, std::array{"\t"s, "\t"s, "***"s}}) {
            INFO(head, form, tail);
            CHECK(concealed(head + form + tail, password) == rest);
        }
}

TEST_CASE("[R84] words that repeat nothing of a login stay as they came") {
    for (const auto& words : {""s, "no"s, "[AUTH] wrong password for user"s, "[X-OWN thing] cAnArY"s})
        CHECK(concealed(words, "cAnArY-7319") == words);
    CHECK(concealed("[AUTH] no password", "") == "[AUTH] no password");
}

TEST_CASE("[R84] a secret that is shorter than what base64 can show is found as it is") {
    CHECK(concealed("no ab here", "ab") == "***");
    CHECK(concealed("no AB here", "ab") == "***");
    CHECK(concealed("YWI= wrong", "xy") == "YWI= wrong");
}
