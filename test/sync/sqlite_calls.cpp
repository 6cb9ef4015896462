// SPDX-License-Identifier: BSL-1.0
#include "sync/sqlite_calls.hpp"

#include <cerrno>
#include <new>
#include <string_view>
#include <utility>

namespace popline::test {

namespace {

/// SQLite gives us the memory: this object, and after it the file of the original calls.
struct seen_file {
    sqlite3_file base;
    sqlite_calls* by;
    const char* ending;

    static seen_file& of(sqlite3_file* file) { return *reinterpret_cast<seen_file*>(file); }
    sqlite3_file* original() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* original_of(sqlite3_file* file) {
    return seen_file::of(file).original();
}
const sqlite3_io_methods& calls_of(sqlite3_file* file) {
    return *original_of(file)->pMethods;
}
int outcome_of(sqlite3_file* file, sqlite_calls::what made, std::uint64_t bytes = 0) {
    return seen_file::of(file).by->outcome_of(made, seen_file::of(file).ending, bytes);
}

int write(sqlite3_file* file, const void* from, int octets, sqlite3_int64 at) {
    const int failure = outcome_of(file, sqlite_calls::what::write, static_cast<std::uint64_t>(octets));
    return failure != SQLITE_OK ? failure : calls_of(file).xWrite(original_of(file), from, octets, at);
}
int sync(sqlite3_file* file, int flags) {
    const int failure = outcome_of(file, sqlite_calls::what::sync);
    return failure != SQLITE_OK ? failure : calls_of(file).xSync(original_of(file), flags);
}
int truncate(sqlite3_file* file, sqlite3_int64 octets) {
    const int failure = outcome_of(file, sqlite_calls::what::truncate);
    return failure != SQLITE_OK ? failure : calls_of(file).xTruncate(original_of(file), octets);
}

// What passes on its arguments.
template <auto Call, class... Arguments>
int pass(sqlite3_file* file, Arguments... arguments) {
    return (calls_of(file).*Call)(original_of(file), arguments...);
}
void barrier(sqlite3_file* file) {
    calls_of(file).xShmBarrier(original_of(file));
}

using calls = sqlite3_io_methods;
constexpr calls methods{
    2,
    pass<&calls::xClose>,
    pass<&calls::xRead, void*, int, sqlite3_int64>,
    write,
    truncate,
    sync,
    pass<&calls::xFileSize, sqlite3_int64*>,
    pass<&calls::xLock, int>,
    pass<&calls::xUnlock, int>,
    pass<&calls::xCheckReservedLock, int*>,
    pass<&calls::xFileControl, int, void*>,
    pass<&calls::xSectorSize>,
    pass<&calls::xDeviceCharacteristics>,
    pass<&calls::xShmMap, int, int, int, void volatile**>,
    pass<&calls::xShmLock, int, int, int>,
    barrier,
    pass<&calls::xShmUnmap, int>,
    nullptr,
    nullptr,
};

/// For a kind of files without shared memory.
constexpr calls methods_without_log = [] {
    auto made = methods;
    made.iVersion = 1;
    return made;
}();

const char* ending_of(const char* path) {
    for (const auto* const known : {"-wal", "-journal"})
        if (path && std::string_view(path).ends_with(known)) return known;
    return "";
}

int open(sqlite3_vfs* by, const char* path, sqlite3_file* file, int flags, int* got) {
    auto* const seen =
        new (file) seen_file{{nullptr}, static_cast<sqlite_calls*>(by->pAppData), ending_of(path)};
    auto& original = seen->by->original();
    const int code = original.xOpen(&original, path, seen->original(), seen->by->flags_of(flags), got);
    if (const auto* const inner = seen->original()->pMethods)
        seen->base.pMethods = inner->iVersion > 1 ? &methods : &methods_without_log;
    return code;
}

}  // namespace

sqlite_calls::sqlite_calls() : original_(sqlite3_vfs_find(nullptr)), ours_(*original_) {
    ours_.zName = "popline-test";
    ours_.szOsFile += static_cast<int>(sizeof(seen_file));
    ours_.pAppData = this;
    ours_.pNext = nullptr;
    ours_.xOpen = open;
    sqlite3_vfs_register(&ours_, 1);
}

sqlite_calls::~sqlite_calls() {
    sqlite3_vfs_unregister(&ours_);
    sqlite3_vfs_register(original_, 1);
}

std::vector<sqlite_calls::call> sqlite_calls::take() {
    const std::lock_guard lock(guard_);
    return std::exchange(calls_, {});
}

std::uint64_t sqlite_calls::take_bytes() {
    const std::lock_guard lock(guard_);
    return std::exchange(bytes_, 0);
}

void sqlite_calls::fail_after(int good, int bad, int code) {
    const std::lock_guard lock(guard_);
    good_ = good;
    bad_ = bad;
    code_ = code;
    has_failed_ = false;
}

bool sqlite_calls::has_failed() {
    const std::lock_guard lock(guard_);
    return has_failed_;
}

void sqlite_calls::open_for_reading_only() {
    const std::lock_guard lock(guard_);
    is_for_reading_ = true;
}

int sqlite_calls::outcome_of(what made, const std::string& ending, std::uint64_t bytes) {
    const std::lock_guard lock(guard_);
    if (bad_ > 0 && good_-- <= 0) {
        --bad_;
        has_failed_ = true;
        errno = EIO;  // SQLite asks for it if the code is one of input and output
        return code_;
    }
    calls_.push_back({made, ending});
    bytes_ += bytes;
    return SQLITE_OK;
}

}  // namespace popline::test
