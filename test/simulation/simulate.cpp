// SPDX-License-Identifier: BSL-1.0
// Runs the simulation of sessions, or that of `popline::sync`, with COUNT seeds, and prints each violation.
// tool/simulate builds and calls it.
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>

#include "simulation/sync_world.hpp"
#include "simulation/world.hpp"

int main(int argc, char** argv) {
    std::uint64_t count = 0;
    std::uint64_t first = 1;
    bool is_of_sync = false;
    for (int at = 1; at < argc; ++at) {
        const std::string_view word = argv[at];
        if (word == "--sync")
            is_of_sync = true;
        else if (word == "--seed" && at + 1 < argc)
            first = std::strtoull(argv[++at], nullptr, 10);
        else
            count = std::strtoull(argv[at], nullptr, 10);
    }
    if (count == 0) {
        std::cerr << "usage: simulate COUNT [--sync] [--seed FIRST]\n";
        return 2;
    }
    popline::test::tally seen;
    std::uint64_t failed = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        popline::test::sync_world of_sync(seed, seen);
        const auto violations = is_of_sync ? of_sync.run() : popline::test::world(seed).run();
        if (is_of_sync && count == 1) std::cout << of_sync.story() << '\n';
        if (violations.empty()) continue;
        ++failed;
        for (const auto& violation : violations)
            std::cout << "seed " << seed << ": " << violation << '\n';
        std::cout << "to repeat: tool/simulate 1 " << (is_of_sync ? "--sync " : "") << "--seed " << seed
                  << std::endl;
    }
    for (const auto& [event, times] : seen.counts())
        std::cout << times << " x " << event << '\n';
    std::cout << count << " seeds from " << first << ", " << failed << " failed\n";
    return failed == 0 ? 0 : 1;
}
