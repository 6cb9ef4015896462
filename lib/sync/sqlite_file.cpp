// SPDX-License-Identifier: BSL-1.0
#include "sync/sqlite_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>
#include <system_error>
#include <thread>

#include "sinks/file_system.hpp"
#include "sinks/folder_of.hpp"
#include "sync/ledger_errors.hpp"
#include "sync/sqlite_transaction.hpp"

namespace popline::syncing {

namespace {

constexpr std::int64_t our_application = 0x706f706c;  // "popl"; the text below has the same number
constexpr std::int64_t our_version = 1;

constexpr const char* schema[] = {
    "CREATE TABLE accounts (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, fence INTEGER NOT NULL, "
    "facts BLOB NOT NULL) STRICT",
    // The numbers have 64 bits: those above 2^63 are negative here.
    "CREATE TABLE messages (account INTEGER NOT NULL REFERENCES accounts (id), unique_id BLOB NOT NULL, "
    "digest BLOB NOT NULL, listed_octets INTEGER, bytes INTEGER NOT NULL, stored_at INTEGER NOT NULL, "
    "is_deleted INTEGER NOT NULL, PRIMARY KEY (account, unique_id, digest)) STRICT, WITHOUT ROWID",
    "PRAGMA application_id = 1886351468",
    "PRAGMA user_version = 1",
};

std::int64_t number_of(const sqlite_database& in, const char* text) {
    return run_text(in, text).value_or(0);
}

enum class content { ours, nothing };

/// Finds out whether a file is a ledger or empty. Throws if it is neither.
/// Requires a transaction: another process may make the tables now.
content look_into(const sqlite_database& file) {
    const auto application = number_of(file, "PRAGMA application_id");
    const auto version = number_of(file, "PRAGMA user_version");
    const bool has_tables = number_of(file, "SELECT count(*) FROM sqlite_schema") != 0;
    if (application == 0 && version == 0 && !has_tables) return content::nothing;
    if (application != our_application) throw ledger_error(file.path(), "this SQLite file is no ledger");
    if (version > our_version)
        throw ledger_error(file.path(),
                           "the ledger has version " + std::to_string(version)
                               + ", and this program knows versions up to " + std::to_string(our_version),
                           make_error_code(boost::system::errc::not_supported));
    return content::ours;
}

content look_once(const sqlite_database& file) {
    sqlite_transaction reading(file, access::read);
    const auto found = look_into(file);
    reading.commit();
    return found;
}

/// Makes an empty file that its owner only may read, if there is none. SQLite gives its other files the same
/// mode.
void make_file(const std::filesystem::path& path) {
    auto& system = sinks::system_files();
    boost::system::error_code failure;
    const int made = system.create(path, failure);
    if (made != sinks::file_system::none) failure = system.close(made);
    if (failure && failure != boost::system::errc::file_exists)
        throw ledger_error(path, "cannot make the file", failure);
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown))
        throw ledger_error(path, "not a regular file", unknown);
    // An earlier run may have made the file and been killed before it synced the folder.
    failure = system.sync_folder(sinks::folder_of(path));
    if (failure) throw ledger_error(path, "cannot sync the folder of the file", failure);
}

/// SQLite opens a file that may not be written for reading only, and fails later with other words.
void expect_writable(const sqlite_database& file) {
    if (sqlite3_db_readonly(file.handle(), "main") != 1) return;
    const int why = ::access(file.path().c_str(), W_OK) != 0 ? errno : EROFS;
    throw ledger_error(file.path(), "the file may not be written",
                       boost::system::error_code(why, boost::system::system_category()));
}

/// Turns the write-ahead log on. Returns whether the file has one now.
bool set_write_ahead_log(const sqlite_database& file, std::chrono::milliseconds lock_wait) {
    const auto until = std::chrono::steady_clock::now() + lock_wait;
    for (;;) {
        sqlite_statement change(file, "PRAGMA journal_mode = WAL");
        const int code = sqlite3_step(change.handle());
        if (code == SQLITE_ROW) return change.blob(0) == "wal";
        // SQLite does not wait here if another process turns the log on at the same time.
        if ((code & 0xff) != SQLITE_BUSY || std::chrono::steady_clock::now() >= until) file.fail(code);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

void make_tables(const sqlite_database& file) {
    sqlite_transaction change(file, access::change);
    if (look_into(file) == content::ours) return;  // another process was faster
    for (const auto* const text : schema)
        run_text(file, text);
    change.commit();
}

}  // namespace

sqlite_database open_ledger_file(const std::filesystem::path& path, std::chrono::milliseconds lock_wait) {
    make_file(path);
    sqlite_database file(path);
    expect_writable(file);
    const auto longest = std::chrono::milliseconds(std::numeric_limits<int>::max());
    sqlite3_busy_timeout(file.handle(), static_cast<int>(std::min(lock_wait, longest).count()));
    run_text(file, "PRAGMA cell_size_check = ON");
    const auto found = look_once(file);
    const bool has_log = set_write_ahead_log(file, lock_wait);
    // Without a log, a rollback journal must be gone from its folder, too, before a transaction is durable.
    run_text(file, has_log ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = EXTRA");
    if (found == content::nothing) make_tables(file);
    return file;
}

void check_version(const sqlite_database& of) {
    if (look_into(of) == content::nothing) throw ledger_error(of.path(), "the tables are gone");
}

}  // namespace popline::syncing
