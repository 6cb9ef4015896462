// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/credentials.hpp>
#include <utility>

namespace popline::test {

TEST_CASE("credentials have no option set by default, and each setter returns a new value") {
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

TEST_CASE("credentials that hold nothing, and those that were moved from, have an empty user and password") {
    credentials first("user", "password");
    const auto second = std::move(first);
    CHECK(second.user() == "user");
    for (const auto& none : {credentials(), first}) {
        CHECK(none.user().empty());
        CHECK(none.password().empty());
        CHECK_FALSE(none.by_apop());
        CHECK(none.send_in_clear().may_be_sent_in_clear());
        CHECK(none.send_in_clear().user().empty());
    }
}

TEST_CASE("copies of credentials share one password") {
    const credentials first("user", "password");
    const auto second = first;
    CHECK(second.password().reveal().data() == first.password().reveal().data());
}

}  // namespace popline::test
