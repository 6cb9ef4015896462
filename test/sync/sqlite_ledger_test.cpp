// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <optional>
#include <popline/sync/sqlite_ledger.hpp>

#include "sinks/scratch_folder.hpp"
#include "sync/blocking_ledger.hpp"
#include "sync/ledger_rules.hpp"
#include "sync/sqlite_calls.hpp"

namespace popline::test {

namespace asio = boost::asio;

namespace {

mode_t mode_of(const std::filesystem::path& file) {
    struct stat found {};
    REQUIRE(::stat(file.c_str(), &found) == 0);
    return found.st_mode & 07777;
}

/// Whether the last write to the log was followed by a sync of it.
bool is_log_synced(const std::vector<sqlite_calls::call>& made) {
    bool is_synced = false;
    for (const auto& one : made) {
        if (one.ending != "-wal") continue;
        is_synced = one.made == sqlite_calls::what::sync;
    }
    return is_synced;
}

}  // namespace

TEST_CASE("[R100] a ledger in an SQLite file keeps the rules of every ledger, also when it is opened again") {
    const scratch_folder folder;
    asio::thread_pool disk(1);
    int made = 0;
    const auto make = [&] {
        return std::make_unique<sqlite_ledger>(folder / ("ledger-" + std::to_string(++made)), disk);
    };
    const auto reopen = [&](std::unique_ptr<ledger>& book) {
        book.reset();
        book = std::make_unique<sqlite_ledger>(folder / ("ledger-" + std::to_string(made)), disk);
    };
    check_ledger_rules(make, reopen);
}

TEST_CASE("the files of a new ledger are their owner's, whatever the umask; those of an old one are kept") {
    const scratch_folder folder;
    asio::thread_pool disk(1);
    const auto before = ::umask(0);
    {
        sqlite_ledger of(folder / "ledger", disk);
        blocking_ledger book(of);
        book.record(book.begin("a").lease, {stored("x", 1)});
        for (const auto* const name : {"ledger", "ledger-wal", "ledger-shm"})
            CHECK(mode_of(folder / name) == 0600);
    }
    ::umask(before);
    CHECK(folder.names() == std::set<std::string>{"ledger"});
    std::filesystem::permissions(folder / "ledger", std::filesystem::perms(0640));
    sqlite_ledger of(folder / "ledger", disk);
    CHECK(blocking_ledger(of).begin("a").known.size() == 1);
    CHECK(mode_of(folder / "ledger") == 0640);
}

TEST_CASE("the state of an account can be read without taking its lease from a run") {
    const scratch_folder folder;
    asio::thread_pool disk(1);
    sqlite_ledger of(folder / "ledger", disk);
    blocking_ledger book(of);
    const auto read = [&](const std::string& account) {
        ledger_state made;
        asio::io_context context;
        const auto body = [&]() -> asio::awaitable<void> { made = co_await of.state(account); };
        run(context, body);
        return made;
    };
    const auto lease = book.begin("a").lease;
    book.record(lease, {stored("x", 1)});
    book.remember(lease, "facts");
    const auto found = read("a");
    CHECK(found.lease == lease);
    CHECK(found.facts == "facts");
    CHECK(found.known.find("x").size() == 1);
    CHECK(read("b").lease == ledger_lease("b", 0));
    CHECK(read("b").known.size() == 0);
    book.record(lease, {stored("y", 2)});  // the lease has its right still
}

TEST_CASE("[R94] each change is written to the log and synced before its operation completes") {
    const scratch_folder folder;
    sqlite_calls calls;
    asio::thread_pool disk(1);
    sqlite_ledger of(folder / "ledger", disk);
    blocking_ledger book(of);
    const auto lease = book.begin("a").lease;
    CHECK(is_log_synced(calls.take()));
    book.record(lease, {stored("x", 1)});
    CHECK(is_log_synced(calls.take()));
    book.mark_deleted(lease, {key_of(stored("x", 1))});
    CHECK(is_log_synced(calls.take()));
    book.forget(lease, {key_of(stored("x", 1))});
    CHECK(is_log_synced(calls.take()));
    book.remember(lease, "facts");
    CHECK(is_log_synced(calls.take()));
    book.record(lease, {});
    CHECK(calls.take().empty());
}

TEST_CASE("where SQLite can have no write-ahead log, its rollback journal is synced") {
    const scratch_folder folder;
    auto* const usual = sqlite3_vfs_find(nullptr);
    sqlite3_vfs_register(sqlite3_vfs_find("unix-dotfile"), 1);
    {
        sqlite_calls calls;
        asio::thread_pool disk(1);
        const auto make = [&] { return std::make_unique<sqlite_ledger>(folder / "ledger", disk); };
        auto of = make();
        const auto lease = blocking_ledger(*of).begin("a").lease;
        calls.take();
        blocking_ledger(*of).record(lease, {stored("x", 1)});
        using what = sqlite_calls::what;
        const auto made = calls.take();
        CHECK(std::count(made.begin(), made.end(), sqlite_calls::call{what::sync, "-journal"}) > 0);
        CHECK(made.back() == sqlite_calls::call{what::sync, ""});
        of.reset();
        of = make();
        CHECK(blocking_ledger(*of).begin("a").known.contains("x"));
        CHECK_FALSE(std::filesystem::exists(folder / "ledger-wal"));
    }
    sqlite3_vfs_register(usual, 1);
}

TEST_CASE("a hundred thousand messages are read, and a change writes no more than its own pages") {
    const scratch_folder folder;
    sqlite_calls calls;
    asio::thread_pool disk(1);
    {
        sqlite_ledger of(folder / "ledger", disk);
        blocking_ledger book(of);
        const auto lease = book.begin("a").lease;
        std::vector<stored_message> group;
        for (int at = 0; at < 100'000; ++at)
            group.push_back(stored("unique-id-" + std::to_string(1'000'000 + at), 1));
        book.record(lease, group);
    }
    calls.take_bytes();
    sqlite_ledger of(folder / "ledger", disk);
    blocking_ledger book(of);
    const auto state = book.begin("a");
    CHECK(state.known.size() == 100'000);
    CHECK(state.known.find("unique-id-1054321").size() == 1);
    book.record(state.lease, {stored("new", 2)});
    book.mark_deleted(state.lease, {key_of(stored("unique-id-1000001", 1))});
    book.forget(state.lease, {key_of(stored("unique-id-1000002", 1))});
    CHECK(calls.take_bytes() < 200'000);  // the file has more than 5 MB
    CHECK(book.begin("a").known.size() == 100'000);
}

TEST_CASE("calls that come at the same time are done one after another, with any number of threads") {
    const scratch_folder folder;
    asio::thread_pool disk(8);
    asio::io_context context;
    {
        sqlite_ledger of(folder / "ledger", disk);
        int done = 0;
        const auto run_of = [&](int number) -> asio::awaitable<void> {
            const auto name = "account " + std::to_string(number);
            const auto state = co_await of.begin(name);
            const auto lease = state.lease;
            for (int group = 0; group < 5; ++group) {
                std::vector<stored_message> messages{stored(std::to_string(group), 1)};
                co_await of.record(lease, std::move(messages));
            }
            ++done;
        };
        std::exception_ptr failure;
        for (int number = 0; number < 20; ++number)
            asio::co_spawn(context, run_of(number), [&](const std::exception_ptr& why) {
                if (why) failure = why;
            });
        context.run();
        CHECK(code_of(failure).message() == boost::system::error_code().message());
        CHECK(done == 20);
    }
    sqlite_ledger of(folder / "ledger", disk);
    for (int number = 0; number < 20; ++number)
        CHECK(blocking_ledger(of).begin("account " + std::to_string(number)).known.size() == 5);
}

TEST_CASE("a cancelled change is made as a whole") {
    const scratch_folder folder;
    asio::io_context disk;
    asio::io_context home;
    sqlite_ledger of(folder / "ledger", disk);
    std::optional<std::exception_ptr> ended;
    asio::cancellation_signal cancel;
    const auto turn = [&] {
        for (auto* const one : {&home, &disk, &home}) {
            one->restart();
            one->poll();
        }
    };
    ledger_lease lease;
    const auto take = [&]() -> asio::awaitable<void> {
        const auto state = co_await of.begin("a");
        lease = state.lease;
    };
    asio::co_spawn(home, take(), [](const std::exception_ptr&) {});
    turn();
    REQUIRE(lease.fence == 1);
    const auto record = [&]() -> asio::awaitable<void> {
        std::vector<stored_message> group{stored("x", 1), stored("y", 2)};
        co_await of.record(lease, std::move(group));
    };
    asio::co_spawn(
        home, record(),
        asio::bind_cancellation_slot(cancel.slot(), [&](const std::exception_ptr& why) { ended = why; }));
    home.restart();
    home.poll();
    cancel.emit(asio::cancellation_type::terminal);
    home.poll();
    CHECK_FALSE(ended);  // it waits for its job
    turn();
    REQUIRE(ended);
    asio::thread_pool other(1);
    sqlite_ledger again(folder / "ledger", other);
    CHECK(blocking_ledger(again).begin("a").known.size() == 2);
}

TEST_CASE("the contexts and the ledger may be destroyed while a change waits for its job") {
    const scratch_folder folder;
    auto disk = std::make_unique<asio::io_context>();
    auto home = std::make_unique<asio::io_context>();
    auto of = std::make_unique<sqlite_ledger>(folder / "ledger", *disk);
    std::optional<boost::system::error_code> outcome;
    const auto begin = [&]() -> asio::awaitable<void> {
        const auto state = co_await of->begin("a");
        CHECK(state.known.size() == 0);
    };
    asio::co_spawn(*home, begin(), [&](const std::exception_ptr& why) { outcome = code_of(why); });
    home->poll();
    SUBCASE("the ledger first, then the job runs") {
        of.reset();
        disk->poll();
        home->poll();
        CHECK(outcome == boost::system::error_code());
    }
    SUBCASE("the coroutine's context first, then the job runs") {
        home.reset();
        disk->poll();
        of.reset();
        CHECK_FALSE(outcome);
        CHECK(std::filesystem::file_size(folder / "ledger") > 0);
    }
    SUBCASE("the coroutine's context and the ledger first, then the job runs") {
        home.reset();
        of.reset();
        disk->poll();
        CHECK_FALSE(outcome);
        CHECK(std::filesystem::file_size(folder / "ledger") > 0);
    }
    SUBCASE("the context of the job first: the operation fails") {
        disk.reset();
        home->poll();
        CHECK(outcome == errc::ledger_failed);
        CHECK_FALSE(std::filesystem::exists(folder / "ledger"));
        of.reset();
    }
    SUBCASE("all of them without having run the job") {
        home.reset();
        disk.reset();
        of.reset();
        CHECK_FALSE(outcome);
    }
}

}  // namespace popline::test
