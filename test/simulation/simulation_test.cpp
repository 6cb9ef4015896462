// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <set>

#include "simulation/world.hpp"

namespace popline::test {

namespace {

void run_seeds(std::uint64_t first, std::uint64_t last) {
    for (auto seed = first; seed <= last; ++seed) {
        const auto violations = world(seed).run();
        for (const auto& violation : violations)
            FAIL_CHECK(violation << "; to repeat: tool/simulate 1 --seed " << seed);
        if (!violations.empty()) break;
    }
}

}  // namespace

TEST_CASE(
    "[R22][R24][R25][R26][R69][R76][R77] sessions of a random user on a random network break no rule: 500 "
    "seeds") {
    run_seeds(20'001, 20'500);
}

TEST_CASE("[R22][R24][R25][R26][R69][R76][R77] the same with 20,000 seeds" * doctest::test_suite("long")) {
    run_seeds(1, 20'000);
}

TEST_CASE("the same seed gives the same run, and different seeds give different runs") {
    std::set<std::string> stories;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
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
