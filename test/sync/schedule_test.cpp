// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sync/schedule.hpp"
#include "sync/shares.hpp"

namespace popline::test {

using syncing::contender;
using syncing::schedule;

namespace {

constexpr schedule::limits wide{100, 100, UINT64_MAX};

contender on(std::string host, std::uint64_t bytes = 0) {
    contender made;
    made.host = std::move(host);
    made.bytes = bytes;
    return made;
}

}  // namespace

TEST_CASE("hosts take turns, and the accounts of a host come in their order") {
    schedule turns(wide);
    auto a1 = on("a"), a2 = on("a"), a3 = on("a"), b1 = on("b"), b2 = on("b"), c1 = on("c");
    for (auto* const one : {&a1, &a2, &a3, &b1, &b2, &c1})
        turns.wait(*one);
    std::vector<contender*> order;
    while (auto* const one = turns.next())
        order.push_back(one);
    CHECK(order == std::vector<contender*>{&a1, &b1, &c1, &a2, &b2, &a3});
    CHECK(turns.at_work() == 6);
}

TEST_CASE("a host that has all its sessions keeps no other host waiting") {
    schedule turns({3, 1, UINT64_MAX});
    auto a1 = on("a"), a2 = on("a"), b1 = on("b"), b2 = on("b");
    for (auto* const one : {&a1, &a2, &b1, &b2})
        turns.wait(*one);
    CHECK(turns.next() == &a1);
    CHECK(turns.next() == &b1);
    CHECK(turns.next() == nullptr);
    CHECK(turns.is_in_the_way(a1));
    turns.leave(b1);
    CHECK(turns.next() == &b2);
    CHECK(turns.next() == nullptr);
    CHECK_FALSE(turns.is_in_the_way(b2));  // no account of b waits, and a's may not begin
    turns.withdraw(a2);
    CHECK_FALSE(turns.has_waiting());
    CHECK_FALSE(turns.is_in_the_way(a1));
}

TEST_CASE("an account that comes back waits after the others of its host") {
    schedule turns({1, 1, UINT64_MAX});
    auto one = on("a"), other = on("a");
    turns.wait(one);
    turns.wait(other);
    CHECK(turns.next() == &one);
    turns.leave(one);
    turns.wait(one);
    CHECK(turns.next() == &other);
    CHECK(turns.next() == nullptr);
    turns.leave(other);
    CHECK(turns.next() == &one);
}

TEST_CASE("no account begins that does not fit into the memory, except alone") {
    schedule turns({10, 10, 100});
    auto small = on("a", 60), large = on("b", 500), tiny = on("c", 1);
    for (auto* const one : {&small, &large, &tiny})
        turns.wait(*one);
    CHECK(turns.next() == &small);
    CHECK(turns.next() == nullptr);  // the tiny one must not go before the large one for ever
    turns.add_bytes(small, 30);
    turns.leave(small);
    CHECK(turns.next() == &large);
    CHECK(turns.next() == nullptr);
    turns.leave(large);
    CHECK(turns.next() == &tiny);
    turns.add_bytes(tiny, 99);
    turns.wait(large);
    CHECK(turns.next() == nullptr);
}

TEST_CASE("a session that is closed frees its place before its account leaves") {
    schedule turns({1, 1, UINT64_MAX});
    auto one = on("a"), other = on("a"), third = on("a");
    for (auto* const each : {&one, &other, &third})
        turns.wait(*each);
    CHECK(turns.next() == &one);
    turns.end_session(one);
    CHECK(turns.next() == &other);
    CHECK_FALSE(turns.is_in_the_way(one));
    turns.leave(one);
    turns.leave(one);
    CHECK(turns.next() == nullptr);
    turns.leave(other);
    CHECK(turns.next() == &third);
}

TEST_CASE("groups are made so small that all sessions together keep to the limits") {
    struct {
        std::size_t sessions, accounts, open_files;
        std::uint64_t memory;
        std::size_t expected_sessions, expected_messages;
    } const cases[] = {
        {64, 1'000, 768, std::uint64_t{512} << 20, 64, 5},    {64, 4, 768, std::uint64_t{512} << 20, 4, 64},
        {64, 1'000, 40, std::uint64_t{512} << 20, 4, 4},      {64, 1'000, 1, std::uint64_t{512} << 20, 1, 1},
        {64, 1'000, 100'000, std::uint64_t{4} << 20, 16, 64}, {0, 0, 0, 0, 1, 1},
    };
    for (const auto& one : cases) {
        CAPTURE(&one - cases);
        collect_options how;
        how.sessions = one.sessions;
        how.open_files = one.open_files;
        how.memory_bytes = one.memory;
        const auto made = syncing::shares_of(how, one.accounts);
        group_limits groups;
        syncing::fit(groups, made);
        CHECK(made.sessions == one.expected_sessions);
        CHECK(groups.messages == one.expected_messages);
        if (made.sessions == 1) continue;
        CHECK(made.sessions * (2 * groups.messages + 2) <= one.open_files);
        CHECK(made.sessions * syncing::bytes_of(groups) <= one.memory);
    }
    CHECK(syncing::usable_files() > 0);
}

}  // namespace popline::test
