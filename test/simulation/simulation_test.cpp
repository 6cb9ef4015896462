// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "simulation/world.hpp"

namespace popline::test {

TEST_CASE("[R22][R24][R25][R26][R69][R76][R77] a random user, a random network and a server, from 20,000 seeds") {
    for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
        const auto faults = world(seed).run();
        for (const auto& fault : faults)
            FAIL_CHECK(fault << "; again by: tool/simulate 1 --seed " << seed);
        if (!faults.empty()) break;
    }
}

TEST_CASE("a run depends on its seed alone") {
    dice one(7);
    dice other(7);
    for (int i = 0; i < 100; ++i)
        CHECK(one.below(1000) == other.below(1000));
}

}  // namespace popline::test
