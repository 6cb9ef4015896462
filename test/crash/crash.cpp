// SPDX-License-Identifier: BSL-1.0
// The long form of the crash tests. tool/crash-test builds and calls it.
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

#include "crash/life.hpp"
#include "crash/random_kills.hpp"

namespace popline::test {

namespace {

struct score {
    std::size_t passed = 0;
    std::size_t failed = 0;

    void note(const std::string& what, const std::vector<std::string>& faults) {
        ++(faults.empty() ? passed : failed);
        for (const auto& one : faults)
            std::cout << what << ": " << one << std::endl;
    }
};

const char* name_of(store kind) {
    return kind == store::maildir ? "Maildir" : "folder";
}

/// Kills a run at each system call in turn, until a run ends before it is killed.
void kill_at_every_call(store kind, bool deletes, score& to) {
    const std::string about = std::string(name_of(kind)) + (deletes ? ", deletes" : ", keeps");
    const auto every = [](std::uint64_t) { return true; };
    std::map<std::string, std::size_t> visited;
    std::size_t points = 0;
    for (;; ++points) {
        const auto end = life(kind, deletes).run(points + 1, every);
        to.note(about + ", call " + std::to_string(points + 1) + " " + end.killed_at, end.faults);
        if (end.killed_at.empty()) break;
        ++visited[end.killed_at];
    }
    std::cout << about << ": killed at " << points << " system calls:";
    for (const auto& [name, count] : visited)
        std::cout << ' ' << name << ' ' << count;
    std::cout << std::endl;
}

void kill_at_random(std::size_t rounds, std::uint32_t seed, score& to) {
    random_kills all(seed);
    static constexpr disturbance also[] = {disturbance::none, disturbance::cut_connection,
                                           disturbance::restarted_server};
    for (std::size_t number = 0; number < rounds; ++number) {
        const auto kind = number % 2 == 0 ? store::maildir : store::folder;
        to.note("Dovecot, round " + std::to_string(number), all.round(kind, also[number % 3]));
    }
    std::cout << "Dovecot: " << rounds << " rounds, " << all.killed()
              << " of them killed before their end, seed " << seed << std::endl;
}

}  // namespace

}  // namespace popline::test

int main(int argc, char** argv) {
    using namespace popline::test;
    if (argc != 3) {
        std::cerr << "usage: crash ROUNDS SEED\n";
        return 2;
    }
    score all;
    for (const auto kind : {store::maildir, store::folder})
        for (const bool deletes : {true, false})
            kill_at_every_call(kind, deletes, all);
    const auto rounds = std::strtoull(argv[1], nullptr, 10);
    if (rounds > 0)
        kill_at_random(rounds, static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10)), all);
    std::cout << all.passed << " passed, " << all.failed << " failed\n";
    return all.failed == 0 ? 0 : 1;
}
