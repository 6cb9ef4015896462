// SPDX-License-Identifier: BSL-1.0
#include "sync/sqlite_tables.hpp"

#include <algorithm>
#include <cstdint>
#include <system_error>

#include "sync/ledger_errors.hpp"
#include "sync/sqlite_file.hpp"
#include "sync/sqlite_transaction.hpp"

namespace popline::syncing {

struct sqlite_tables::statements {
    sqlite_database file;
    sqlite_statement take_account{
        file,
        "INSERT INTO accounts (name, fence, facts) VALUES (?1, 1, x'') "
        "ON CONFLICT (name) DO UPDATE SET fence = fence + 1 RETURNING id, fence, facts"};
    sqlite_statement look_at_account{file, "SELECT id, fence, facts FROM accounts WHERE name = ?1"};
    sqlite_statement find_account{file, "SELECT id FROM accounts WHERE name = ?1 AND fence = ?2"};
    sqlite_statement read{file,
                          "SELECT unique_id, digest, listed_octets, bytes, stored_at, is_deleted "
                          "FROM messages WHERE account = ?1"};
    sqlite_statement record{file, "INSERT OR REPLACE INTO messages VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"};
    sqlite_statement mark{
        file, "UPDATE messages SET is_deleted = 1 WHERE account = ?1 AND unique_id = ?2 AND digest = ?3"};
    sqlite_statement forget{file,
                            "DELETE FROM messages WHERE account = ?1 AND unique_id = ?2 AND digest = ?3"};
    sqlite_statement remember{file, "UPDATE accounts SET facts = ?2 WHERE id = ?1"};
};

namespace {

/// The path from the root, so that a change of the current folder changes nothing, and SQLite does not take a
/// name such as `file:x` or `:memory:` for something else.
std::filesystem::path from_the_root(const std::filesystem::path& file) {
    std::error_code failure;
    auto made = std::filesystem::absolute(file, failure);
    return failure ? "." / file : made;
}

std::string_view view_of(const sha256::digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// Runs a statement whose first three parameters name a message.
void run_for(sqlite_statement& todo, std::int64_t account, std::string_view unique_id,
             const sha256::digest& digest) {
    todo.bind(1, account);
    todo.bind(2, unique_id);
    todo.bind(3, view_of(digest));
    todo.run();
}

stored_message message_in(const sqlite_statement& row, const sqlite_database& of) {
    stored_message made;
    made.unique_id = row.blob(0);
    const auto digest = row.blob(1);
    if (digest.size() != made.digest.size()) throw ledger_error(of.path(), "a digest has a wrong length");
    std::copy(digest.begin(), digest.end(), made.digest.begin());
    if (!row.is_nothing(2)) made.listed_octets = static_cast<std::uint64_t>(row.number(2));
    made.bytes = static_cast<std::uint64_t>(row.number(3));
    made.stored_at = std::chrono::sys_seconds(std::chrono::seconds(row.number(4)));
    made.is_deleted = row.number(5) != 0;
    return made;
}

}  // namespace

sqlite_tables::sqlite_tables(const std::filesystem::path& file, std::chrono::milliseconds lock_wait)
    : path_(from_the_root(file)), lock_wait_(lock_wait) {}
sqlite_tables::~sqlite_tables() = default;

sqlite_tables::statements& sqlite_tables::prepared() {
    if (open_ && open_->file.has_moved()) {
        open_.reset();
        throw ledger_error(path_, "the file was removed or replaced while it was open");
    }
    if (!open_) open_ = std::make_unique<statements>(open_ledger_file(path_, lock_wait_));
    return *open_;
}

void sqlite_tables::transact(const std::function<void(statements&)>& todo) {
    auto& in = prepared();
    try {
        sqlite_transaction change(in.file, access::change);
        check_version(in.file);
        todo(in);
        change.commit();
    } catch (...) {
        // Without memory SQLite may be unable to roll back. It does so when the file is closed.
        if (in.file.is_in_transaction()) open_.reset();
        throw;
    }
}

ledger_state sqlite_tables::begin(const std::string& account) {
    ledger_state made;
    made.lease.account = account;
    transact([&](statements& in) {
        const statement_use taking(in.take_account);
        in.take_account.bind(1, account);
        if (!in.take_account.step()) throw ledger_error(path_, "the account was not stored");
        const auto id = in.take_account.number(0);
        made.lease.fence = static_cast<std::uint64_t>(in.take_account.number(1));
        made.facts = in.take_account.blob(2);
        while (in.take_account.step()) {}
        read_into(in, id, made.known);
    });
    return made;
}

ledger_state sqlite_tables::state(const std::string& account) {
    ledger_state made;
    made.lease.account = account;
    transact([&](statements& in) {
        const statement_use looking(in.look_at_account);
        in.look_at_account.bind(1, account);
        if (!in.look_at_account.step()) return;
        made.lease.fence = static_cast<std::uint64_t>(in.look_at_account.number(1));
        made.facts = in.look_at_account.blob(2);
        read_into(in, in.look_at_account.number(0), made.known);
    });
    return made;
}

void sqlite_tables::read_into(statements& in, std::int64_t account, known_messages& known) {
    const statement_use reading(in.read);
    in.read.bind(1, account);
    while (in.read.step())
        known.add(message_in(in.read, in.file));
}

/// Makes a change in one transaction, if the lease still has its right.
void sqlite_tables::change(const ledger_lease& under,
                           const std::function<void(statements&, std::int64_t)>& how) {
    transact([&](statements& in) {
        std::int64_t account = 0;
        {
            const statement_use finding(in.find_account);
            in.find_account.bind(1, under.account);
            in.find_account.bind(2, static_cast<std::int64_t>(under.fence));
            if (!in.find_account.step()) throw fenced_error(under);
            account = in.find_account.number(0);
        }
        how(in, account);
    });
}

void sqlite_tables::record(const ledger_lease& under, const std::vector<stored_message>& group) {
    change(under, [&](statements& in, std::int64_t account) {
        for (const auto& one : group) {
            if (one.listed_octets)
                in.record.bind(4, static_cast<std::int64_t>(*one.listed_octets));
            else
                in.record.bind_nothing(4);
            in.record.bind(5, static_cast<std::int64_t>(one.bytes));
            in.record.bind(6, std::int64_t{one.stored_at.time_since_epoch().count()});
            in.record.bind(7, std::int64_t{one.is_deleted});
            run_for(in.record, account, one.unique_id, one.digest);
        }
    });
}

void sqlite_tables::mark_deleted(const ledger_lease& under, const std::vector<stored_key>& keys) {
    change(under, [&](statements& in, std::int64_t account) {
        for (const auto& key : keys)
            run_for(in.mark, account, key.unique_id, key.digest);
    });
}

void sqlite_tables::forget(const ledger_lease& under, const std::vector<stored_key>& keys) {
    change(under, [&](statements& in, std::int64_t account) {
        for (const auto& key : keys)
            run_for(in.forget, account, key.unique_id, key.digest);
    });
}

void sqlite_tables::remember(const ledger_lease& under, std::string_view facts) {
    change(under, [&](statements& in, std::int64_t account) {
        in.remember.bind(1, account);
        in.remember.bind(2, facts);
        in.remember.run();
    });
}

}  // namespace popline::syncing
