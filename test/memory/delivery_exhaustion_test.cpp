// SPDX-License-Identifier: BSL-1.0
// One allocation fails, each in turn, while messages are delivered into files.
#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <filesystem>
#include <popline/sync/folder_delivery.hpp>
#include <popline/sync/maildir_delivery.hpp>
#include <string>

#include "memory/failing_heap.hpp"
#include "memory/scarcity.hpp"
#include "sinks/scratch_folder.hpp"

namespace popline::test {

namespace asio = boost::asio;

namespace {

constexpr std::size_t message_count = 3;

/// Receives a large message and two small ones, and flushes them.
asio::awaitable<void> deliver(delivery& to, std::vector<delivery_result>& results) {
    std::vector<received_item> group;
    for (std::size_t serial = 1; serial <= message_count; ++serial) {
        received_item one;
        one.item.serial = serial;
        one.item.unique_id = std::to_string(serial);
        one.bytes = serial == 1 ? 100'000 : 100;
        one.digest.fill(static_cast<unsigned char>(serial));
        auto into = to.open(one.item);
        const std::string text(one.bytes, 'x');
        auto pending = into.write(text);
        if (pending) co_await *std::move(pending);
        auto end = into.commit();
        if (end) co_await *std::move(end);
        group.push_back(std::move(one));
    }
    results = co_await to.flush(std::move(group));
}

std::size_t count_files(const std::filesystem::path& below) {
    std::size_t count = 0;
    std::error_code ignored;
    for (const auto& one : std::filesystem::recursive_directory_iterator(below, ignored))
        count += one.is_regular_file() ? 1 : 0;
    return count;
}

/// Both executors run in this thread, so that the test can make each allocation fail.
template <class Delivery>
run_outcome deliver_with_failure(std::size_t nth) {
    run_outcome seen;
    seen.begun = 1;
    const scratch_folder folder(folder_in_memory);
    std::vector<delivery_result> results;
    {
        asio::io_context there;
        asio::io_context home;
        Delivery to(folder / "mail", there);
        asio::co_spawn(home, hear(seen, deliver(to, results), nth), asio::detached);
        for (int turns = 0; turns < 1'000 && seen.completed == 0; ++turns) {
            home.restart();
            home.poll();
            there.restart();
            there.poll();
        }
        run_scarce(home, seen);
        to.drop();
        there.restart();
        there.poll();
    }
    std::size_t durable = 0;
    for (const auto& one : results) {
        if (one.is_durable())
            ++durable;
        else
            CHECK(one.cause == boost::system::errc::not_enough_memory);
    }
    CHECK(count_files(folder / "mail") == durable);
    CHECK(results.size() == (seen.failures[0] ? 0 : message_count));
    return seen;
}

}  // namespace

TEST_CASE(
    "[R120] whichever allocation fails, a group has its results or ends in bad_alloc, and no file is left "
    "over") {
    REQUIRE(failing_heap::know_openssl());
    // The system loads its texts of errors once.
    CHECK_FALSE(make_error_code(boost::system::errc::not_enough_memory).message().empty());
    sweep_allocations(deliver_with_failure<maildir_delivery>);
    sweep_allocations(deliver_with_failure<folder_delivery>);
}

}  // namespace popline::test
