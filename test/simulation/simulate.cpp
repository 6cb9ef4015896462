// SPDX-License-Identifier: BSL-1.0
// Runs the simulation with COUNT seeds and prints each violation. tool/simulate builds and calls it.
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "simulation/world.hpp"

int main(int argc, char** argv) {
    const auto number = [&](int at) { return std::strtoull(argv[at], nullptr, 10); };
    if ((argc != 2 && argc != 4) || (argc == 4 && std::string_view(argv[2]) != "--seed")) {
        std::cerr << "usage: simulate COUNT [--seed FIRST]\n";
        return 2;
    }
    const auto first = argc == 4 ? number(3) : 1;
    std::uint64_t failed = 0;
    for (std::uint64_t seed = first; seed < first + number(1); ++seed) {
        const auto violations = popline::test::world(seed).run();
        if (violations.empty()) continue;
        ++failed;
        for (const auto& violation : violations)
            std::cout << "seed " << seed << ": " << violation << '\n';
        std::cout << "to repeat: tool/simulate 1 --seed " << seed << std::endl;
    }
    std::cout << number(1) << " seeds from " << first << ", " << failed << " failed\n";
    return failed == 0 ? 0 : 1;
}
