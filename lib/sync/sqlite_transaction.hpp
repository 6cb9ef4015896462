// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "sync/sqlite.hpp"

namespace popline::syncing {

/// What a transaction does.
enum class access {
    read,    ///< it sees one state of the file
    change,  ///< no other process changes the file until it ends
};

/// A transaction. Unless it is committed, it is rolled back.
class sqlite_transaction {
  public:
    sqlite_transaction(const sqlite_database& in, access what) : in_(in) {
        run_text(in, what == access::change ? "BEGIN IMMEDIATE" : "BEGIN");
    }
    sqlite_transaction(const sqlite_transaction&) = delete;
    sqlite_transaction& operator=(const sqlite_transaction&) = delete;
    ~sqlite_transaction() {
        // After some failures SQLite has rolled back already.
        if (in_.is_in_transaction()) sqlite3_exec(in_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }

    /// Returns after the changes are on the disk.
    void commit() { run_text(in_, "COMMIT"); }

  private:
    const sqlite_database& in_;
};

}  // namespace popline::syncing
