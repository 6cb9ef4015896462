// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "crash/life.hpp"

namespace popline::test {

namespace {

/// The calls that make something durable, show a file, or tell the server something.
bool is_step_of_order(std::uint64_t number) {
    static const std::set<std::string> names = {"fdatasync", "fsync", "renameat2", "sendto"};
    return names.contains(name_of_call(number));
}

/// Kills a run at each of these calls in turn. Returns how often it was killed at which call.
std::map<std::string, std::size_t> kill_at_each_step(store kind, bool deletes) {
    std::map<std::string, std::size_t> killed;
    for (std::size_t at = 1;; ++at) {
        const auto end = life(kind, deletes).run(at, is_step_of_order);
        std::string faults;
        for (const auto& one : end.faults)
            faults += one + '\n';
        CAPTURE(at);
        CAPTURE(end.killed_at);
        CHECK(faults == "");
        if (end.killed_at.empty()) return killed;
        ++killed[end.killed_at];
    }
}

void check_that_each_step_was_killed(const std::map<std::string, std::size_t>& killed) {
    for (const auto* const call : {"fdatasync", "fsync", "renameat2", "sendto"})
        CHECK(killed.contains(call));
}

}  // namespace

TEST_CASE(
    "[R79][R111][R118] after a kill at any step a Maildir gets each message once, and the server loses "
    "none that is not stored") {
    check_that_each_step_was_killed(kill_at_each_step(store::maildir, true));
}

TEST_CASE(
    "[R79][R111][R118] after a kill at any step a folder gets each message once, and the server loses none "
    "that is not stored") {
    check_that_each_step_was_killed(kill_at_each_step(store::folder, true));
}

TEST_CASE("after a kill at any step the next run knows each message that the server keeps") {
    kill_at_each_step(store::maildir, false);
}

}  // namespace popline::test
