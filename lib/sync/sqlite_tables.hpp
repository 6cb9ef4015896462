// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <popline/sync/ledger.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace popline::syncing {

/// The tables of a ledger in an SQLite file. All calls block. They come from one thread at a time. The first
/// one opens the file.
class sqlite_tables {
  public:
    sqlite_tables(const std::filesystem::path& file, std::chrono::milliseconds lock_wait);
    sqlite_tables(const sqlite_tables&) = delete;
    sqlite_tables& operator=(const sqlite_tables&) = delete;
    ~sqlite_tables();

    const std::filesystem::path& path() const noexcept { return path_; }

    ledger_state begin(const std::string& account);
    ledger_state state(const std::string& account);
    void record(const ledger_lease& under, const std::vector<stored_message>& group);
    void mark_deleted(const ledger_lease& under, const std::vector<stored_key>& keys);
    void forget(const ledger_lease& under, const std::vector<stored_key>& keys);
    void remember(const ledger_lease& under, std::string_view facts);

  private:
    struct statements;
    static void read_into(statements& in, std::int64_t account, known_messages& known);
    void transact(const std::function<void(statements&)>& todo);
    void change(const ledger_lease& under, const std::function<void(statements&, std::int64_t)>& how);
    statements& prepared();

    std::filesystem::path path_;
    std::chrono::milliseconds lock_wait_;
    std::unique_ptr<statements> open_;
};

}  // namespace popline::syncing
