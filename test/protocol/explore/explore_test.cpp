// SPDX-License-Identifier: BSL-1.0
// Every path of up to four commands through the scheduler, within so many deviations from the usual: each command
// refused, dropped at any moment, its reply cut in two anywhere or joined to the others, each write cut anywhere,
// the connection gone at any moment, a reply forged whenever none is due.
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
    {shape::body, barrier::no, urgency::now, 8},
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
};

struct tally {
    std::uint64_t paths = 0;
    std::size_t most_unanswered = 0;
};

std::string describe(const scene& played) {
    std::string text = "window " + std::to_string(played.window) + ", octets " + std::to_string(played.window_octets);
    for (const auto& one : played.parts)
        text += ", kind " + std::to_string(&one - played.parts.data()) + "=" + std::to_string(static_cast<int>(one.reply))
                + (one.alone == barrier::yes ? "!" : "") + (one.leaves == urgency::rides ? "~" : "");
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
            FAIL(rule);
        }
    } while (picks.next());
}

/// All rows of so many commands, each of one of the first `variety` kinds.
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

TEST_CASE("count") {
    for (std::size_t commands = 1; commands <= 4; ++commands)
        for (std::size_t window = 1; window <= 3; ++window)
            for (int deviations = 0; deviations <= 3; ++deviations) {
                if (commands == 4 && deviations > 1) continue;
                if (commands == 3 && deviations > 2) continue;
                const auto counted = explore_all({{}, window, 1000, deviations}, commands, commands == 4 ? 2 : 3);
                MESSAGE(commands, " commands, window ", window, ", deviations ", deviations, ": ", counted.paths);
            }
}

}  // namespace popline::test
