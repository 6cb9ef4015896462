// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/credentials.hpp>

namespace popline::test {

TEST_CASE("credentials ask for nothing by themselves, and each setter returns a new value") {
    const credentials plain("user", "password");
    CHECK(plain.user() == "user");
    CHECK(plain.password().reveal() == "password");
    CHECK_FALSE(plain.may_be_sent_in_clear());
    CHECK_FALSE(plain.by_apop());

    const auto both = plain.send_in_clear().apop();
    CHECK(both.user() == "user");
    CHECK(both.password().reveal() == "password");
    CHECK(both.may_be_sent_in_clear());
    CHECK(both.by_apop());
    CHECK_FALSE(both.apop(false).by_apop());
    CHECK(both.apop(false).may_be_sent_in_clear());
    CHECK_FALSE(plain.may_be_sent_in_clear());
    CHECK_FALSE(plain.by_apop());
}

}  // namespace popline::test
