// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/sync/memory_ledger.hpp>

#include "sync/blocking_ledger.hpp"
#include "sync/ledger_rules.hpp"

namespace popline::test {

TEST_CASE("[R100] a ledger in memory keeps the rules of every ledger") {
    check_ledger_rules([] { return std::make_unique<memory_ledger>(); }, [](std::unique_ptr<ledger>&) {});
}

TEST_CASE("a program can keep the state of a ledger in memory, and give it back to another one") {
    memory_ledger first;
    blocking_ledger book(first);
    const auto lease = book.begin("a").lease;
    book.record(lease, {stored("x", 1)});
    book.remember(lease, "facts");
    const auto kept = first.state("a");
    CHECK(kept.lease == lease);
    CHECK(first.state("b").known.size() == 0);
    CHECK(first.state("b").lease == ledger_lease{"b", 0});

    memory_ledger second;
    second.restore(kept);
    const auto next = blocking_ledger(second).begin("a");
    CHECK(next.lease.fence > lease.fence);
    CHECK(next.facts == "facts");
    CHECK(next.known.find("x") == std::vector{stored("x", 1)});
    CHECK(refused([&] { blocking_ledger(second).record(lease, {stored("y", 1)}); }).code == errc::fenced);
}

TEST_CASE("what a run was told does not change when the ledger does") {
    memory_ledger of;
    blocking_ledger book(of);
    const auto state = book.begin("a");
    book.record(state.lease, {stored("x", 1)});
    CHECK(state.known.size() == 0);
    CHECK(of.state("a").known.size() == 1);
}

}  // namespace popline::test
