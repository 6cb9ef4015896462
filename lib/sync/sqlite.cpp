// SPDX-License-Identifier: BSL-1.0
#include "sync/sqlite.hpp"

#include <new>
#include <utility>

#include "sync/ledger_errors.hpp"

namespace popline::syncing {

namespace {

using boost::system::error_code;

/// The system's code for a failure, as far as there is one.
error_code cause_of(sqlite3* open, int code) {
    namespace errc = boost::system::errc;
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return make_error_code(errc::device_or_resource_busy);
        case SQLITE_FULL: return make_error_code(errc::no_space_on_device);
        case SQLITE_READONLY: return make_error_code(errc::read_only_file_system);
        case SQLITE_PERM: return make_error_code(errc::permission_denied);
        case SQLITE_CANTOPEN:
        case SQLITE_IOERR: {
            const int system = sqlite3_system_errno(open);
            return system != 0 ? error_code(system, boost::system::system_category())
                               : make_error_code(errc::io_error);
        }
        default: return {};
    }
}

}  // namespace

sqlite_database::sqlite_database(const std::filesystem::path& file) : path_(file) {
    sqlite3* made = nullptr;
    // NOMUTEX: one thread at a time uses it. Without CREATE, the file that SQLite opens is the one that we
    // made.
    const int code = sqlite3_open_v2(
        path_.c_str(), &made, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    open_.reset(made);
    if (!open_) throw std::bad_alloc();
    if (code != SQLITE_OK) fail(code);
}

void sqlite_database::fail(int code) const {
    if ((code & 0xff) == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM) throw std::bad_alloc();
    throw ledger_error(path_, sqlite3_errmsg(open_.get()), cause_of(open_.get(), code));
}

bool sqlite_database::has_moved() const noexcept {
    int answer = 0;
    return sqlite3_file_control(open_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &answer) == SQLITE_OK
           && answer != 0;
}

sqlite_statement::sqlite_statement(const sqlite_database& in, const char* text) : in_(&in) {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v3(in.handle(), text, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    made_.reset(made);
    expect(code);
}

void sqlite_statement::expect(int code) const {
    if (code != SQLITE_OK) in_->fail(code);
}

void sqlite_statement::bind(int parameter, std::int64_t number) {
    expect(sqlite3_bind_int64(made_.get(), parameter, number));
}

void sqlite_statement::bind(int parameter, std::string_view blob) {
    // A null pointer would be bound as NULL, and not as an empty blob.
    const char* const from = blob.data() ? blob.data() : "";
    expect(sqlite3_bind_blob64(made_.get(), parameter, from, blob.size(), SQLITE_STATIC));
}

void sqlite_statement::bind_nothing(int parameter) {
    expect(sqlite3_bind_null(made_.get(), parameter));
}

bool sqlite_statement::step() {
    const int code = sqlite3_step(made_.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) in_->fail(code);
    return code == SQLITE_ROW;
}

void sqlite_statement::run() {
    const statement_use use(*this);
    while (step()) {}
}

void sqlite_statement::reset() noexcept {
    sqlite3_reset(made_.get());
    sqlite3_clear_bindings(made_.get());
}

bool sqlite_statement::is_nothing(int column) const noexcept {
    return sqlite3_column_type(made_.get(), column) == SQLITE_NULL;
}

std::string_view sqlite_statement::blob(int column) const {
    const auto* const from = static_cast<const char*>(sqlite3_column_blob(made_.get(), column));
    const auto octets = static_cast<std::size_t>(sqlite3_column_bytes(made_.get(), column));
    if (!from && sqlite3_errcode(in_->handle()) == SQLITE_NOMEM) throw std::bad_alloc();
    return from ? std::string_view(from, octets) : std::string_view("", 0);
}

std::optional<std::int64_t> run_text(const sqlite_database& in, const char* text) {
    sqlite_statement todo(in, text);
    std::optional<std::int64_t> found;
    if (todo.step()) found = todo.number(0);
    return found;
}

}  // namespace popline::syncing
