// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <boost/asio/thread_pool.hpp>
#include <popline/sync/sqlite_ledger.hpp>
#include <popline/sync/sync.hpp>

#include "sinks/scratch_folder.hpp"
#include "sync/blocking_ledger.hpp"
#include "sync/sqlite_calls.hpp"
#include "sync/stage.hpp"

namespace popline::test {

namespace asio = boost::asio;

namespace {

/// Another program that uses the file by SQLite itself.
class other_program {
  public:
    explicit other_program(const std::filesystem::path& file) {
        REQUIRE(sqlite3_open(file.c_str(), &open_) == SQLITE_OK);
    }
    other_program(const other_program&) = delete;
    other_program& operator=(const other_program&) = delete;
    ~other_program() { sqlite3_close(open_); }
    void run(const char* text) {
        CAPTURE(text);
        REQUIRE(sqlite3_exec(open_, text, nullptr, nullptr, nullptr) == SQLITE_OK);
    }

  private:
    sqlite3* open_ = nullptr;
};

bool has(const refusal& of, const std::string& words) {
    return of.words.find(words) != std::string::npos;
}

/// A ledger with one message of the account "a".
void make_ledger(const std::filesystem::path& file) {
    asio::thread_pool disk(1);
    sqlite_ledger of(file, disk);
    blocking_ledger book(of);
    book.record(book.begin("a").lease, {stored("x", 1)});
}

/// What a ledger with this file says to `begin`.
refusal begun(const std::filesystem::path& file) {
    asio::thread_pool disk(1);
    sqlite_ledger of(file, disk, std::chrono::milliseconds(20));
    return refused([&] { blocking_ledger(of).begin("a"); });
}

}  // namespace

TEST_CASE("a file that cannot be used is a clear error, and stays as it is") {
    const scratch_folder folder;
    make_ledger(folder / "ledger");
    const auto good = folder.text("ledger");
    const auto as_other = [&](const char* text) {
        { other_program(folder / "ledger").run(text); }
        return folder.text("ledger");
    };
    auto damaged = good;
    for (std::size_t at = 4096; at < damaged.size(); ++at)
        damaged[at] = '\x55';
    struct row {
        const char* what;
        std::string bytes;
        const char* words;
    };
    const row table[] = {
        {"a text", std::string(3'000, 'x'), "file is not a database"},
        {"a cut file", good.substr(0, 4'096), "database disk image is malformed"},
        {"damaged pages", damaged, "database disk image is malformed"},
        {"a newer version", as_other("PRAGMA user_version = 2"), "the ledger has version 2"},
        {"a ledger without tables", as_other("PRAGMA user_version = 1; DROP TABLE messages"),
         "no such table"},
        {"tables of another program", as_other("PRAGMA application_id = 7"), "is no ledger"},
    };
    for (const auto& one : table) {
        CAPTURE(one.what);
        folder.write("ledger", one.bytes);
        const auto failure = begun(folder / "ledger");
        CHECK(failure.code == errc::ledger_failed);
        CHECK(has(failure, one.words));
        CHECK(has(failure, (folder / "ledger").string()));
        const bool is_left = folder.text("ledger") == one.bytes;
        CHECK(is_left);
    }
    folder.write("ledger", good);
    CHECK(begun(folder / "ledger").words.empty());
}

TEST_CASE("a path that cannot be a file is a clear error") {
    const scratch_folder folder;
    std::filesystem::create_directory(folder / "folder");
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    struct row {
        std::filesystem::path file;
        const char* words;
    };
    const row table[] = {
        {folder / "folder", "not a regular file"},
        {folder / "fifo", "not a regular file"},
        {folder / "missing/ledger", "No such file or directory"},
        {folder / "folder/x/../../ledger/", ""},
        {"/dev/null", "not a regular file"},
        {"", ""},
    };
    for (const auto& one : table) {
        CAPTURE(one.file);
        const auto failure = begun(one.file);
        CHECK(failure.code == errc::ledger_failed);
        CHECK(has(failure, one.words));
    }
}

TEST_CASE("a path that SQLite would take for something else is a file") {
    const scratch_folder folder;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder / "");
    {
        asio::thread_pool disk(1);
        sqlite_ledger memory(":memory:", disk);
        sqlite_ledger address("file:x?mode=memory", disk);
        std::filesystem::current_path(before);  // the path stays the one of its construction
        blocking_ledger(memory).begin("a");
        blocking_ledger(address).begin("a");
    }
    CHECK(folder.names() == std::set<std::string>{":memory:", "file:x?mode=memory"});
}

TEST_CASE("a file that another process holds is waited for, and then an error that loses nothing") {
    const scratch_folder folder;
    make_ledger(folder / "ledger");
    asio::thread_pool disk(1);
    sqlite_ledger of(folder / "ledger", disk, std::chrono::milliseconds(20));
    blocking_ledger book(of);
    const auto lease = book.begin("a").lease;
    other_program other(folder / "ledger");
    other.run("BEGIN IMMEDIATE");
    const auto before = std::chrono::steady_clock::now();
    const auto failure = refused([&] { book.record(lease, {stored("y", 1)}); });
    CHECK(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(20));
    CHECK(failure.code == errc::ledger_failed);
    CHECK(failure.cause == boost::system::errc::device_or_resource_busy);
    CHECK(has(failure, "database is locked"));
    CHECK(refused([&] { book.begin("a"); }).cause == boost::system::errc::device_or_resource_busy);
    other.run("COMMIT");
    book.record(lease, {stored("y", 1)});  // the failed `begin` took no lease away
    CHECK(book.begin("a").known.size() == 2);

    make_ledger(folder / "exclusive");
    other_program exclusive(folder / "exclusive");
    exclusive.run("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    CHECK(begun(folder / "exclusive").cause == boost::system::errc::device_or_resource_busy);
}

TEST_CASE("[R79] with a ledger of a newer version, sync opens no session and delivers nothing") {
    const scratch_folder folder;
    make_ledger(folder / "ledger");
    other_program(folder / "ledger").run("PRAGMA user_version = 2");
    stage there;
    there.add("ab");
    there.how.delete_after = std::chrono::seconds(0);
    asio::thread_pool disk(1);
    sqlite_ledger book(folder / "ledger", disk);
    const account user("user@test", there.plain(), known_user());
    auto body = [&]() -> awaitable<void> {
        static_cast<void>(co_await sync(user, book, there.delivery, there.how));
    };
    const auto failure = refused([&] { play(there.context, body); });
    CHECK(failure.code == errc::ledger_failed);
    CHECK(has(failure, "the ledger has version 2"));
    CHECK(there.diary.empty());
    CHECK(there.server.counts().sessions == 0);
    CHECK(there.server.messages().size() == 2);
}

TEST_CASE("a newer program takes the file over while it is open") {
    const scratch_folder folder;
    asio::thread_pool disk(1);
    sqlite_ledger of(folder / "ledger", disk);
    blocking_ledger book(of);
    const auto lease = book.begin("a").lease;
    other_program(folder / "ledger").run("PRAGMA user_version = 2");
    const auto failure = refused([&] { book.record(lease, {stored("x", 1)}); });
    CHECK(failure.code == errc::ledger_failed);
    CHECK(failure.cause == boost::system::errc::not_supported);
}

TEST_CASE("a file that is removed or replaced while it is open is an error, and not a change that is lost") {
    const scratch_folder folder;
    asio::thread_pool disk(1);
    sqlite_ledger of(folder / "ledger", disk);
    blocking_ledger book(of);
    const auto lease = book.begin("a").lease;
    std::filesystem::rename(folder / "ledger", folder / "old");
    const auto failure = refused([&] { book.record(lease, {stored("x", 1)}); });
    CHECK(failure.code == errc::ledger_failed);
    CHECK(has(failure, "removed or replaced"));
    std::filesystem::rename(folder / "old", folder / "ledger");
    book.record(lease, {stored("x", 1)});
    CHECK(book.begin("a").known.size() == 1);
}

TEST_CASE("a file that may not be written is a clear error") {
    const scratch_folder folder;
    make_ledger(folder / "ledger");
    sqlite_calls calls;
    calls.open_for_reading_only();
    const auto failure = begun(folder / "ledger");
    CHECK(failure.code == errc::ledger_failed);
    CHECK(failure.cause == boost::system::errc::read_only_file_system);
    CHECK(has(failure, "may not be written"));
}

TEST_CASE(
    "a full disk and a failed sync, at each call in turn, leave all as before, and the next try succeeds") {
    struct row {
        int code;
        int bad;
        boost::system::errc::errc_t cause;
    };
    const row table[] = {{SQLITE_FULL, 1'000, boost::system::errc::no_space_on_device},
                         {SQLITE_FULL, 1, boost::system::errc::no_space_on_device},
                         {SQLITE_IOERR_FSYNC, 1, boost::system::errc::io_error}};
    for (const auto& one : table) {
        CAPTURE(one.code);
        int failed = 0;
        for (bool has_failed = true; has_failed;) {
            const scratch_folder folder;
            sqlite_calls calls;
            asio::thread_pool disk(1);
            const auto make = [&] { return std::make_unique<sqlite_ledger>(folder / "ledger", disk); };
            auto of = make();
            // The first calls are those that make the file. Later ones record a message.
            calls.fail_after(failed, one.bad, one.code);
            ledger_state state;
            const auto first = refused([&] { state = blocking_ledger(*of).begin("a"); });
            const bool has_begun = first.words.empty();
            refusal second;
            const std::vector<stored_message> group{stored("x", 1), stored("y", 2)};
            if (has_begun) second = refused([&] { blocking_ledger(*of).record(state.lease, group); });
            has_failed = calls.has_failed();
            const auto& failure = has_begun ? second : first;
            CHECK((failure.words.empty() || failure.code == errc::ledger_failed));
            CHECK((failure.words.empty() || failure.cause == one.cause));
            const bool is_recorded = has_begun && second.words.empty();
            CHECK((is_recorded || has_failed));
            calls.fail_after(0, 0, SQLITE_OK);
            // The same object goes on, and another one sees the same.
            if (has_begun && !is_recorded) {
                CHECK(blocking_ledger(*of).begin("a").known.size() == 0);
                state = blocking_ledger(*of).begin("a");
                blocking_ledger(*of).record(state.lease, group);
            }
            const auto expected = has_begun ? group.size() : 0;
            CHECK(blocking_ledger(*of).begin("a").known.size() == expected);
            of.reset();
            of = make();
            CHECK(blocking_ledger(*of).begin("a").known.size() == expected);
            of.reset();
            ++failed;
        }
        CHECK(failed > 5);
    }
}

TEST_CASE("a disk that is full for the end of the log loses none of the groups that were recorded") {
    const scratch_folder folder;
    sqlite_calls calls;
    asio::thread_pool disk(1);
    auto of = std::make_unique<sqlite_ledger>(folder / "ledger", disk);
    const auto lease = blocking_ledger(*of).begin("a").lease;
    std::size_t recorded = 0;
    // More than 1,000 pages: the log is copied to the file in between, which fails, too.
    for (int group = 0; group < 400; ++group) {
        std::vector<stored_message> messages;
        for (int at = 0; at < 8; ++at)
            messages.push_back(stored(std::to_string((group * 8 + at) * 7919 % 3'203), 1));
        calls.fail_after(group % 13, 5, SQLITE_FULL);
        if (refused([&] { blocking_ledger(*of).record(lease, messages); }).words.empty()) recorded += 8;
    }
    calls.fail_after(0, 0, SQLITE_OK);
    CHECK(recorded > 0);
    CHECK(recorded < 3'200);
    CHECK(blocking_ledger(*of).begin("a").known.size() == recorded);
    of.reset();
    of = std::make_unique<sqlite_ledger>(folder / "ledger", disk);
    CHECK(blocking_ledger(*of).begin("a").known.size() == recorded);
}

}  // namespace popline::test
