// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <set>
#include <span>

#include "simulation/sync_world.hpp"

namespace popline::test {

namespace {

/// What each large number of seeds must have visited. A name of a system call stands for the end of a process
/// at this call.
constexpr std::string_view events[] = {
    "LIST was sent with AUTH",
    "a call failed with EDQUOT",
    "a call failed with EIO",
    "a call failed with ENOSPC",
    "a call failed with EROFS",
    "a commit was confirmed",
    "a commit was not confirmed",
    "a connection is to be cut",
    "a group was recorded",
    "a power cut",
    "a power cut kept a change of a name",
    "a power cut left zeros",
    "a power cut left zeros in a file",
    "a power cut lost a change of a name",
    "a power cut lost bytes",
    "a power cut tore a file",
    "a process was killed",
    "a reader moved a message",
    "a run ended early",
    "a run was cancelled",
    "a sync of a file failed",
    "a sync of a folder failed",
    "a transaction failed",
    "an end after QUIT",
    "an end between DELE and QUIT",
    "an outcome: existing",
    "an outcome: failed",
    "an outcome: not tried",
    "an outcome: not wanted",
    "an outcome: refused",
    "an outcome: stored",
    "an outcome: too large",
    "close",
    "create",
    "list",
    "make a folder",
    "rename",
    "sync",
    "sync of a folder",
    "the server deleted a message",
    "write",
};

/// Each is seen about twice in 1,000 seeds, so a few of these may have none.
constexpr std::string_view rare_events[] = {"open", "read"};

void check_seen(const tally& seen, std::span<const std::string_view> wanted) {
    for (const auto event : wanted) {
        CAPTURE(event);
        CHECK(seen.count(event) > 0);
    }
}

void run_seeds_of_sync(std::uint64_t first, std::uint64_t last) {
    tally seen;
    for (auto seed = first; seed <= last; ++seed) {
        const auto violations = sync_world(seed, seen).run();
        for (const auto& violation : violations)
            FAIL_CHECK(violation << "; to repeat: tool/simulate 1 --sync --seed " << seed);
        if (!violations.empty()) return;
    }
    check_seen(seen, events);
    if (last - first >= 10'000) check_seen(seen, rare_events);
}

}  // namespace

TEST_CASE(
    "[R79][R82][R100][R110][R118] runs of sync that are cut, killed and cancelled on a disk that loses what "
    "is "
    "not synced lose no message and store none twice: 1,000 seeds") {
    run_seeds_of_sync(20'001, 21'000);
}

TEST_CASE("[R79][R82][R100][R110][R118] the same with 20,000 seeds" * doctest::test_suite("long")) {
    run_seeds_of_sync(1, 20'000);
}

TEST_CASE("the same seed gives the same runs of sync, and different seeds give different ones") {
    std::set<std::string> stories;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        tally seen;
        sync_world one(seed, seen);
        sync_world again(seed, seen);
        one.run();
        again.run();
        CHECK(one.story() == again.story());
        stories.insert(one.story());
    }
    CHECK(stories.size() > 40);
}

}  // namespace popline::test
