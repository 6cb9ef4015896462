// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/counting.hpp>

#include "deliver.hpp"
#include "diarist.hpp"

namespace popline::test {

TEST_CASE("counting returns the bytes of the current message, or of the last one if there is none") {
    std::string text;
    counting counted(append_to(text));
    CHECK(counted.bytes() == 0);
    deliver(std::ref(counted), std::string(1'000, 'x'), 7);
    CHECK(counted.bytes() == 1'000);
    deliver(std::ref(counted), "ab");
    CHECK(counted.bytes() == 2);
    deliver(std::ref(counted), "");
    CHECK(counted.bytes() == 0);
    counting broken(fail);
    CHECK_THROWS_AS(deliver(std::ref(broken), "abc"), std::runtime_error);
    CHECK(broken.bytes() == 3);
    CHECK_THROWS_AS(deliver(std::ref(broken), "abcd"), std::runtime_error);
    CHECK(broken.bytes() == 4);
}

}  // namespace popline::test
