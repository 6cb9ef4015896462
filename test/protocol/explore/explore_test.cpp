// SPDX-License-Identifier: BSL-1.0
// Every path of up to four commands through the scheduler, with a limited number of deviations: each
// command refused, dropped at any moment, its reply cut in two anywhere or joined to the others, each write
// cut anywhere, the connection gone at any moment, a reply forged whenever none is due.
#include <doctest/doctest.h>

#include <string>

#include "player.hpp"
#include "rules.hpp"

namespace popline::test {

using protocol::barrier;
using protocol::shape;
using protocol::urgency;

namespace {

constexpr part kinds[] = {
    {shape::status},
    {shape::body, barrier::no, urgency::now, 20},
    {shape::status, barrier::yes},
    {shape::status, barrier::no, urgency::rides},
    {shape::dialogue, barrier::yes},
    {shape::lines},
    {shape::body, barrier::yes, urgency::now, 50},
    {shape::lines, barrier::yes},
    {shape::body, barrier::no, urgency::rides, 8},
    {shape::lines, barrier::no, urgency::rides, 8},
    {shape::status, barrier::yes, urgency::rides},
    {shape::dialogue, barrier::yes, urgency::rides},
    {shape::status, barrier::leads},
    {shape::lines, barrier::follows},
};

struct tally {
    std::uint64_t paths = 0;
    std::size_t most_unanswered = 0;
};

std::string describe(const scene& played) {
    std::string text =
        "window " + std::to_string(played.window) + ", octets " + std::to_string(played.window_octets);
    for (const auto& one : played.parts)
        text += ", kind " + std::to_string(&one - played.parts.data()) + "="
                + std::to_string(static_cast<int>(one.reply)) + (is_alone(one.alone) ? "!" : "")
                + (one.leaves == urgency::rides ? "~" : "");
    return text;
}

void explore(const scene& played, tally& counted) {
    choices picks;
    do {
        const auto seen = player(played, picks).play();
        if (!seen) continue;
        ++counted.paths;
        counted.most_unanswered = std::max(counted.most_unanswered, most_unanswered(played, *seen));
        if (const auto* const rule = broken_rule(played, *seen)) {
            INFO(describe(played), ", path ", picks.path());
            FAIL(std::string(rule));
        }
    } while (picks.next());
}

/// All sequences of this many commands. Each command is of one of the first `variety` kinds.
tally explore_all(scene played, std::size_t commands, std::size_t variety) {
    tally counted;
    choices rows;
    do {
        played.parts.clear();
        for (std::size_t at = 0; at < commands; ++at)
            played.parts.push_back(kinds[rows.pick(variety)]);
        explore(played, counted);
    } while (rows.next());
    return counted;
}

}  // namespace

// The numbers of paths are exact: a change of the scheduler that closes some of them must be looked at.

TEST_CASE(
    "[R22][R23][R24][R25][R26][R27][R30][R37][R38][R66] every path of up to three commands keeps every "
    "rule") {
    struct {
        std::size_t commands, window;
        int deviations;
        std::uint64_t paths;
    } const table[] = {
        {1, 1, 3, 2'100},   {1, 2, 3, 2'100},  {2, 1, 2, 17'437}, {2, 2, 2, 24'489},
        {2, 1, 3, 185'406}, {3, 1, 1, 19'683}, {3, 2, 1, 30'083}, {3, 3, 1, 30'379},
    };
    for (const auto& [commands, window, deviations, paths] : table) {
        INFO(commands, " commands, window ", window, ", deviations ", deviations);
        const auto counted = explore_all({{}, window, 1000, deviations}, commands, 3);
        CHECK(counted.paths == paths);
        CHECK(counted.most_unanswered == std::min(window, commands));
    }
}

TEST_CASE("[R22][R24][R26][R27] every path of two commands of every kind keeps every rule") {
    std::uint64_t paths = 0;
    for (const std::size_t window : {1U, 2U})
        paths += explore_all({{}, window, 1000, 2}, 2, std::size(kinds)).paths;
    CHECK(paths > 300'000);
}

TEST_CASE("[R25] every path through a window of few octets keeps every rule") {
    std::uint64_t paths = 0;
    for (const std::uint64_t octets : {1U, 12U, 20U, 50U})
        paths += explore_all({{}, 3, octets, 1}, 3, 3).paths;
    CHECK(paths > 60'000);
}

TEST_CASE("[R22][R24] every path of four commands keeps every rule") {
    CHECK(explore_all({{}, 1, 1000, 1}, 4, 2).paths == 78'096);
    CHECK(explore_all({{}, 2, 1000, 1}, 4, 2).paths == 276'256);
}

// This takes some minutes. Only the long form of the tests runs it.
TEST_SUITE("long") {
    TEST_CASE("every path of four commands of six kinds, all reply shapes among them, keeps every rule") {
        std::uint64_t paths = 0;
        for (const std::size_t window : {1U, 2U})
            paths += explore_all({{}, window, 1000, 1}, 4, 6).paths;
        CHECK(paths > 10'000'000);
    }
}

}  // namespace popline::test
