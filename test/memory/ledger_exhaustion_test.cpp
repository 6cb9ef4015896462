// SPDX-License-Identifier: BSL-1.0
// One allocation fails, each in turn, while a ledger is opened, read or changed.
#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <popline/sync/memory_ledger.hpp>

#include "memory/scarcity.hpp"
#include "sync/blocking_ledger.hpp"

namespace popline::test {

namespace asio = boost::asio;

namespace {

constexpr std::size_t before = 3;

/// Messages of which the first is known already.
std::vector<stored_message> new_group() {
    std::vector<stored_message> made;
    for (int at = 0; at < 20; ++at)
        made.push_back(stored("a long unique-id " + std::to_string(at), 1, at == 0 ? 99 : UINT64_MAX));
    made.push_back(stored("a long unique-id 1", 2));
    return made;
}

ledger_lease fill(ledger& of) {
    blocking_ledger book(of);
    const auto lease = book.begin("a").lease;
    const auto known = stored("a long unique-id 0", 1);
    book.record(lease, {known, stored("other", 1), stored("other", 2)});
    return lease;
}

asio::awaitable<void> record(ledger& of, const ledger_lease& under) {
    auto group = new_group();
    co_await of.record(under, std::move(group));
}

}  // namespace

TEST_CASE("[R120] whichever allocation fails, a group is recorded in memory as a whole or not at all") {
    sweep_allocations([](std::size_t nth) {
        run_outcome seen;
        seen.begun = 1;
        memory_ledger of;
        const auto lease = fill(of);
        {
            asio::io_context home;
            asio::co_spawn(home, hear(seen, record(of, lease), nth), asio::detached);
            run_scarce(home, seen);
        }
        const auto known = of.state("a").known;
        const bool is_recorded = !seen.failures[0];
        CHECK(known.size() == (is_recorded ? before + new_group().size() - 1 : before));
        CHECK(known.find("a long unique-id 0")[0].bytes == (is_recorded ? 99 : 10));
        CHECK(known.find("other").size() == 2);
        return seen;
    });
}

}  // namespace popline::test
