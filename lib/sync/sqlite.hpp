// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <popline/error.hpp>
#include <string_view>

namespace popline::syncing {

struct close_database {
    void operator()(sqlite3* open) const noexcept { sqlite3_close_v2(open); }
};
struct finalize_statement {
    void operator()(sqlite3_stmt* made) const noexcept { sqlite3_finalize(made); }
};

/// An SQLite file that is open. It is used by one thread at a time.
class sqlite_database {
  public:
    /// Opens a file that exists.
    /// Throws errc::ledger_failed.
    explicit sqlite_database(const std::filesystem::path& file);

    sqlite3* handle() const noexcept { return open_.get(); }
    const std::filesystem::path& path() const noexcept { return path_; }
    /// Whether a transaction is open.
    bool is_in_transaction() const noexcept { return sqlite3_get_autocommit(open_.get()) == 0; }
    /// Whether the file has been removed, or its path names another file.
    bool has_moved() const noexcept;
    /// Throws what a code of SQLite says: errc::ledger_failed or `std::bad_alloc`.
    [[noreturn]] void fail(int code) const;

  private:
    std::filesystem::path path_;
    std::unique_ptr<sqlite3, close_database> open_;
};

/// A prepared statement. Its values are numbers and blobs; a blob may have any bytes. It must not outlive its
/// database.
class sqlite_statement {
  public:
    sqlite_statement(const sqlite_database& in, const char* text);

    /// Sets the parameter with this number, beginning with 1. A blob must live until `reset`.
    void bind(int parameter, std::int64_t number);
    void bind(int parameter, std::string_view blob);
    void bind_nothing(int parameter);
    /// Returns whether there is another row.
    bool step();
    /// Runs a statement without rows from its beginning to its end.
    void run();
    /// Ends the run of the statement and forgets all parameters.
    void reset() noexcept;

    sqlite3_stmt* handle() const noexcept { return made_.get(); }
    std::int64_t number(int column) const noexcept { return sqlite3_column_int64(made_.get(), column); }
    bool is_nothing(int column) const noexcept;
    /// The blob lives until the next step.
    std::string_view blob(int column) const;

  private:
    void expect(int code) const;

    const sqlite_database* in_;
    std::unique_ptr<sqlite3_stmt, finalize_statement> made_;
};

/// Resets a statement at the end of a scope, whatever happens.
class statement_use {
  public:
    explicit statement_use(sqlite_statement& of) noexcept : of_(of) {}
    statement_use(const statement_use&) = delete;
    statement_use& operator=(const statement_use&) = delete;
    ~statement_use() { of_.reset(); }

  private:
    sqlite_statement& of_;
};

/// Runs a text that has no parameters. Returns the number in the first column of its first row, if it has
/// one.
std::optional<std::int64_t> run_text(const sqlite_database& in, const char* text);

}  // namespace popline::syncing
