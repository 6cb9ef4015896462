// SPDX-License-Identifier: BSL-1.0
// One allocation fails, each in turn, while an SQLite ledger is opened, read or changed.
#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <optional>
#include <popline/sync/sqlite_ledger.hpp>

#include "memory/scarcity.hpp"
#include "sinks/scratch_folder.hpp"
#include "sync/blocking_ledger.hpp"

namespace popline::test {

namespace asio = boost::asio;

namespace {

const std::vector<stored_message>& group() {
    static const std::vector<stored_message> made{stored("a long unique-id 0", 1), stored("x", 2)};
    return made;
}

/// Opens a file that exists, begins and records. Both executors run in this thread.
asio::awaitable<void> begin_and_record(ledger& of) {
    const auto state = co_await of.begin("a");
    auto messages = group();
    co_await of.record(state.lease, std::move(messages));
}

void poll_in_turn(asio::io_context& home, asio::io_context& disk) {
    for (int turns = 0; turns < 3; ++turns)
        for (auto* const one : {&home, &disk}) {
            one->restart();
            one->poll();
        }
    home.restart();
}

asio::awaitable<void> look(ledger& of, std::optional<std::size_t>& found) {
    const auto state = co_await of.begin("a");
    found = state.known.size();
}

run_outcome record_with_failure(std::size_t nth) {
    const scratch_folder folder;
    run_outcome seen;
    seen.begun = 1;
    {
        asio::io_context home;
        asio::io_context disk;
        sqlite_ledger of(folder / "ledger", disk);
        asio::co_spawn(home, hear(seen, begin_and_record(of), nth), asio::detached);
        poll_in_turn(home, disk);
        run_scarce(home, seen);
        // The same ledger goes on.
        std::optional<std::size_t> found;
        asio::co_spawn(home, look(of, found), asio::detached);
        poll_in_turn(home, disk);
        home.poll();
        CHECK(found == (seen.failures[0] ? 0 : group().size()));
    }
    return seen;
}

/// A change under a lease that has lost its right: its transaction is rolled back although memory was there
/// so far.
asio::awaitable<void> record_without_right(ledger& of, const ledger_lease& under) {
    auto messages = group();
    try {
        co_await of.record(under, std::move(messages));
    } catch (const error& why) {
        if (why.code() != errc::fenced) throw;
    }
}

run_outcome fence_with_failure(std::size_t nth) {
    const scratch_folder folder;
    run_outcome seen;
    seen.begun = 1;
    asio::io_context home;
    asio::io_context disk;
    sqlite_ledger of(folder / "ledger", disk, std::chrono::milliseconds(0));
    std::optional<std::size_t> found;
    asio::co_spawn(home, look(of, found), asio::detached);
    poll_in_turn(home, disk);
    home.poll();
    const ledger_lease old{"a", 0};
    asio::co_spawn(home, hear(seen, record_without_right(of, old), nth), asio::detached);
    poll_in_turn(home, disk);
    run_scarce(home, seen);
    // Another process can change the file: no transaction holds its lock.
    sqlite_ledger other(folder / "ledger", disk, std::chrono::milliseconds(0));
    for (auto* const one : {&other, &of}) {
        found.reset();
        asio::co_spawn(home, look(*one, found), asio::detached);
        poll_in_turn(home, disk);
        home.poll();
        CHECK(found == 0);
    }
    return seen;
}

}  // namespace

TEST_CASE("[R120] whichever allocation fails, no transaction of a ledger in a file stays open") {
    CHECK(fence_with_failure(1'000'000).completed == 1);
    sweep_allocations(fence_with_failure);
}

TEST_CASE("[R120] whichever allocation fails, a group is recorded in a file as a whole or not at all") {
    CHECK(record_with_failure(1'000'000).completed == 1);  // SQLite keeps some memory from its first use on
    sweep_allocations(record_with_failure);
}

}  // namespace popline::test
