// SPDX-License-Identifier: BSL-1.0
#include "net/inline_resume.hpp"

#include <doctest/doctest.h>

namespace popline::test {

using net::exchange;
using net::inline_resume;
using state = inline_resume::state;

TEST_CASE("a handler that reads chooses the first coroutine that it wakes, and resumes it once") {
    inline_resume one;
    exchange first;
    exchange second;
    CHECK_FALSE(one.choose(first));  // no handler of popline runs
    one.begin_reading();
    CHECK(one.choose(first));
    CHECK_FALSE(one.choose(second));
    CHECK(one.is(first));
    CHECK_FALSE(one.is(second));
    one.end_reading();
    CHECK(one.any());
    CHECK(one.begin_resuming() == &first);
    CHECK(one.now() == state::resuming);
    CHECK_FALSE(one.any());
    CHECK_FALSE(one.choose(second));
    one.end_resuming();
    CHECK(one.now() == state::outside);
    CHECK(one.begin_resuming() == nullptr);
    CHECK(one.now() == state::outside);
}

TEST_CASE("the coroutine that a handler runs for goes before those that it wakes") {
    inline_resume one;
    exchange reader;
    one.insist_on(reader);
    CHECK(one.begin_resuming() == &reader);
}

}  // namespace popline::test
