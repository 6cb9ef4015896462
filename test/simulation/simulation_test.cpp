// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <set>

#include "simulation/world.hpp"

namespace popline::test {

namespace {

void live(std::uint64_t first, std::uint64_t last) {
    for (auto seed = first; seed <= last; ++seed) {
        const auto faults = world(seed).run();
        for (const auto& fault : faults)
            FAIL_CHECK(fault << "; again by: tool/simulate 1 --seed " << seed);
        if (!faults.empty()) break;
    }
}

}  // namespace

TEST_CASE(
    "[R22][R24][R25][R26][R69][R76][R77] a random user, a random network and a server, from 500 seeds") {
    live(20'001, 20'500);
}

TEST_CASE("[R22][R24][R25][R26][R69][R76][R77] the same from 20,000 seeds" * doctest::test_suite("long")) {
    live(1, 20'000);
}

TEST_CASE("a life depends on its seed alone, and no two seeds live the same") {
    std::set<std::string> stories;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        world one(seed);
        world again(seed);
        one.run();
        again.run();
        CHECK(one.story() == again.story());
        if (one.story().size() > 200) CHECK(stories.insert(one.story()).second);
    }
    CHECK(stories.size() > 10);
}

}  // namespace popline::test
