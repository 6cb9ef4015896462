// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <popline/version.hpp>

namespace popline::test {

TEST_CASE("the version consists of numbers") {
    CHECK(version().find_first_not_of("0123456789.") == std::string_view::npos);
    CHECK(std::ranges::count(version(), '.') == 2);
}

}  // namespace popline::test
