// SPDX-License-Identifier: BSL-1.0
#include "sasl/ways_in.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace popline;
using namespace std::string_literals;

namespace {

std::string order(const sasl::offers& known) {
    const detail::proof shown = detail::user_and_password{"user", secret("secret")};
    std::string names;
    for (const auto& one : sasl::ways_in(shown, known))
        names.append(names.empty() ? "" : " ").append(one->name());
    return names;
}

}  // namespace

TEST_CASE("[R47] PLAIN comes first if it is announced, then USER and PASS, and APOP alone on request") {
    const capabilities plain({"USER", "SASL CRAM-MD5 plain"});
    const capabilities others({"SASL CRAM-MD5 PLAINER"});
    CHECK(order({&plain, "", false}) == "PLAIN USER");
    CHECK(order({&plain, "<1@example.com>", false}) == "PLAIN USER");
    CHECK(order({&others, "", false}) == "USER");
    CHECK(order({nullptr, "", false}) == "USER");
    CHECK(order({&plain, "<1@example.com>", true}) == "APOP");
    CHECK(order({&plain, "", true}) == "APOP");
}

TEST_CASE("[R28] a proof that would end a line is unfit, and so is one without a user") {
    const auto fault = [](std::string user, const std::string& password) {
        return std::string(sasl::why_unfit(detail::user_and_password{std::move(user), secret(password)}));
    };
    CHECK(fault("user", "secret").empty());
    CHECK(fault("user", "").empty());
    CHECK(fault("", "secret") == "the user name is empty");
    CHECK(fault("us\rer", "secret") == "the user name holds CR, LF or NUL");
    CHECK(fault("user", "sec\0ret"s) == "the password holds CR, LF or NUL");
}

TEST_CASE("the secret of a proof is what no error may show") {
    const detail::proof shown = detail::user_and_password{"user", secret("secret")};
    CHECK(sasl::secret_of(shown).reveal() == "secret");
}
