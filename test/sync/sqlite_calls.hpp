// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace popline::test {

/// Sees the calls that SQLite makes for the files that are opened while this object lives, and lets some of
/// them fail. At most one object exists at a time. It must outlive the files.
class sqlite_calls {
  public:
    enum class what { write, sync, truncate };
    /// A call for a file whose path ends in `ending`: nothing for the ledger itself, or such as "-wal".
    struct call {
        what made;
        std::string ending;
        friend bool operator==(const call&, const call&) = default;
    };

    sqlite_calls();
    sqlite_calls(const sqlite_calls&) = delete;
    sqlite_calls& operator=(const sqlite_calls&) = delete;
    ~sqlite_calls();

    /// All calls since the last time.
    std::vector<call> take();
    /// How many bytes were written since the last time.
    std::uint64_t take_bytes();
    /// The next calls succeed, as many as `good`. Then as many as `bad` fail with this code of SQLite.
    void fail_after(int good, int bad, int code);
    /// Whether a call has failed since `fail_after`.
    bool has_failed();
    /// Files that are opened from now on may not be written.
    void open_for_reading_only();

    int outcome_of(what made, const std::string& ending, std::uint64_t bytes);
    int flags_of(int asked) const { return is_for_reading_ ? (asked & ~6) | SQLITE_OPEN_READONLY : asked; }
    sqlite3_vfs& original() const { return *original_; }

  private:
    std::mutex guard_;
    std::vector<call> calls_;
    std::uint64_t bytes_ = 0;
    int good_ = 0;
    int bad_ = 0;
    int code_ = SQLITE_OK;
    bool has_failed_ = false;
    bool is_for_reading_ = false;
    sqlite3_vfs* original_;
    sqlite3_vfs ours_;
};

}  // namespace popline::test
