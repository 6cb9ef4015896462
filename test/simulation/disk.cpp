// SPDX-License-Identifier: BSL-1.0
#include "simulation/disk.hpp"

#include <algorithm>
#include <set>

namespace popline::test {

namespace {

namespace system_errc = boost::system::errc;
using error_code = boost::system::error_code;

bool is_final(const std::string& name) {
    return name.substr(name.rfind('/') + 1).rfind(".popline-", 0) != 0;
}

}  // namespace

/// Fails if the process has ended, and at random.
error_code simulated_disk::begin(std::string_view call, effect of) {
    if (!has_ended_) on_call(call);
    if (has_ended_) return make_error_code(system_errc::io_error);
    if (is_read_only_ && of == effect::changes) return make_error_code(system_errc::read_only_file_system);
    if (behaviour.failures == 0 || chance_.below(1'000) >= behaviour.failures) return {};
    static constexpr struct {
        system_errc::errc_t code;
        std::string_view event;
    } kinds[] = {{system_errc::no_space_on_device, "a call failed with ENOSPC"},
                 {static_cast<system_errc::errc_t>(EDQUOT), "a call failed with EDQUOT"},
                 {system_errc::io_error, "a call failed with EIO"},
                 {system_errc::read_only_file_system, "a call failed with EROFS"}};
    const auto& drawn = kinds[chance_.below(std::size(kinds))];
    seen_.saw(drawn.event);
    on_failure(call);
    return make_error_code(drawn.code);
}

void simulated_disk::kill() {
    has_ended_ = true;
    open_.clear();
}

void simulated_disk::cut_power() {
    kill();
    names_.cut([&] {
        const bool keeps = chance_.chance(50);
        seen_.saw(keeps ? "a power cut kept a change of a name" : "a power cut lost a change of a name");
        return keeps;
    });
    std::set<node*> done;
    for (const auto& [name, what] : names_.now()) {
        if (what->is_folder || !done.insert(what.get()).second) continue;
        if (!what->is_synced) what->bytes = torn(*what);
        what->synced_bytes = what->bytes;
        what->is_synced = true;
        what->is_spoiled = false;
    }
}

/// What a power cut makes of bytes that were not synced.
std::string simulated_disk::torn(const node& of) {
    const auto size = of.bytes.size();
    switch (chance_.below(5)) {
        case 0: return of.bytes;
        case 1: seen_.saw("a power cut lost bytes"); return of.synced_bytes;
        case 2: seen_.saw("a power cut tore a file"); return of.bytes.substr(0, chance_.below(size + 1));
        case 3: seen_.saw("a power cut left zeros"); return std::string(size, '\0');
        default: break;
    }
    seen_.saw("a power cut left zeros in a file");
    auto made = of.bytes.substr(0, chance_.below(size + 1));
    made.resize(size, '\0');
    return made;
}

void simulated_disk::begin_process() {
    has_ended_ = is_read_only_ = false;
    names_.forget_failures();
}

void simulated_disk::read_mail(const std::string& name) {
    const auto slash = name.rfind('/');
    names_.rename(name,
                  stored_names::folder_of(name.substr(0, slash)) + "/cur" + name.substr(slash) + ":2,S");
}

std::vector<final_file> simulated_disk::files() const {
    std::vector<final_file> made;
    for (const auto& [name, what] : names_.now())
        if (!what->is_folder && is_final(name)) made.push_back({name, what->bytes});
    return made;
}

/// Whether a change that is not durable can take the name from the file: a removal, or another file that gets
/// the name. A renaming keeps the file.
bool simulated_disk::may_lose(const std::string& name, const node& file) const {
    bool made = false;
    for (const auto& one : names_.pending()) {
        const bool is_removal = one.to.empty() && one.from == name;
        if (is_removal || one.to == name) made = !one.is_durable && (is_removal || one.what.get() != &file);
    }
    return made;
}

std::vector<final_file> simulated_disk::safe_files() const {
    std::vector<final_file> made;
    for (const auto& [name, what] : names_.least()) {
        if (what->is_folder || !is_final(name) || !what->is_synced) continue;
        if (!may_lose(name, *what)) made.push_back({name, what->bytes});
    }
    return made;
}

void simulated_disk::changed(const path& name) {
    if (is_final(name.native())) on_change();
}

simulated_disk::facts simulated_disk::look(const path& name) {
    const auto found = names_.find(name.native());
    if (has_ended_ || !found) return {};
    // The sinks compare it to the clock of the system.
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(clock_.now() - found->modified);
    return {found->is_folder ? kind::folder : kind::file, found->bytes.size(),
            std::time(nullptr) - static_cast<std::time_t>(age.count()), true};
}

bool simulated_disk::is_folder(const path& name) {
    const auto found = names_.find(name.native());
    return !has_ended_ && found && found->is_folder;
}

simulated_disk::opened simulated_disk::open(const path& name, error_code& failure) {
    if ((failure = begin("open", effect::reads))) return {};
    const auto found = names_.find(name.native());
    if (!found)
        failure = make_error_code(system_errc::no_such_file_or_directory);
    else if (found->is_folder)
        failure = make_error_code(system_errc::invalid_argument);
    if (failure) return {};
    open_[next_file_] = found;
    return {next_file_++, found->bytes.size()};
}

std::size_t simulated_disk::read(int file, std::uint64_t from, std::span<char> into, error_code& failure) {
    if ((failure = begin("read", effect::reads))) return 0;
    const auto& bytes = open_.at(file)->bytes;
    if (from >= bytes.size()) return 0;
    return bytes.copy(into.data(), into.size(), static_cast<std::size_t>(from));
}

int simulated_disk::create(const path& name, error_code& failure) {
    if ((failure = begin("create"))) return none;
    if (names_.find(name.native()))
        failure = make_error_code(system_errc::file_exists);
    else if (!is_folder(stored_names::folder_of(name.native())))
        failure = make_error_code(system_errc::no_such_file_or_directory);
    if (failure) return none;
    auto made = std::make_shared<node>();
    made->modified = clock_.now();
    names_.add(name.native(), made);
    open_[next_file_] = std::move(made);
    changed(name);
    return next_file_++;
}

std::size_t simulated_disk::write(int file, std::string_view octets, error_code& failure) {
    if ((failure = begin("write"))) return 0;
    if (behaviour.writes_short && octets.size() > 1 && chance_.chance(50))
        octets = octets.substr(0, chance_.between(1, octets.size() - 1));
    auto& to = *open_.at(file);
    to.bytes += octets;
    to.is_synced = false;
    to.modified = clock_.now();
    return octets.size();
}

error_code simulated_disk::sync(int file) {
    const auto failure = begin("sync");
    if (has_ended_) return failure;
    auto& of = *open_.at(file);
    if (failure) {
        if (!of.is_synced) of.is_spoiled = true;
        seen_.saw("a sync of a file failed");
    } else if (!of.is_spoiled) {
        of.synced_bytes = of.bytes;
        of.is_synced = true;
    }
    return failure;
}

error_code simulated_disk::close(int file) {
    const auto failure = begin("close", effect::reads);
    open_.erase(file);
    return failure;
}

error_code simulated_disk::may_come(const path& from, const path& to) const {
    if (!names_.find(from.native()) || !names_.find(stored_names::folder_of(to.native())))
        return make_error_code(system_errc::no_such_file_or_directory);
    return {};
}

error_code simulated_disk::rename(const path& from, const path& to) {
    auto failure = begin("rename");
    if (!failure) failure = may_come(from, to);
    if (failure) return failure;
    names_.rename(from.native(), to.native());
    changed(to);
    return {};
}

error_code simulated_disk::rename_unless_taken(const path& from, const path& to) {
    if (!behaviour.renames_unless_taken) return make_error_code(system_errc::invalid_argument);
    auto failure = begin("rename");
    if (!failure) failure = may_come(from, to);
    if (!failure && names_.find(to.native())) failure = make_error_code(system_errc::file_exists);
    if (failure) return failure;
    names_.rename(from.native(), to.native());
    changed(to);
    return {};
}

error_code simulated_disk::link(const path& from, const path& to) {
    if (!behaviour.links) return make_error_code(system_errc::operation_not_permitted);
    auto failure = begin("link");
    if (!failure) failure = may_come(from, to);
    if (!failure && names_.find(to.native())) failure = make_error_code(system_errc::file_exists);
    if (failure) return failure;
    names_.add(to.native(), names_.find(from.native()));
    changed(to);
    return {};
}

error_code simulated_disk::sync_folder(const path& folder) {
    const auto failure = begin("sync of a folder");
    if (has_ended_) return failure;
    if (!names_.find(folder.native())) return make_error_code(system_errc::no_such_file_or_directory);
    if (failure) {
        is_read_only_ = behaviour.goes_read_only;
        names_.spoil(folder.native());
        seen_.saw("a sync of a folder failed");
    } else {
        names_.sync(folder.native());
    }
    return failure;
}

error_code simulated_disk::remove(const path& name) {
    if (!has_ended_) on_call("remove");
    if (has_ended_) return make_error_code(system_errc::io_error);
    if (is_read_only_) return make_error_code(system_errc::read_only_file_system);
    if (!names_.find(name.native())) return make_error_code(system_errc::no_such_file_or_directory);
    names_.remove(name.native());
    changed(name);
    return {};
}

error_code simulated_disk::make_folder(const path& name) {
    if (const auto failure = begin("make a folder")) return failure;
    if (names_.find(name.native())) return make_error_code(system_errc::file_exists);
    auto made = std::make_shared<node>();
    made->is_folder = true;
    names_.add(name.native(), std::move(made));
    return {};
}

error_code simulated_disk::list(const path& folder, const std::function<void(std::string_view)>& take) {
    if (const auto failure = begin("list", effect::reads)) return failure;
    if (!is_folder(folder)) return make_error_code(system_errc::no_such_file_or_directory);
    std::vector<std::string> found;
    for (const auto& [name, what] : names_.now())
        if (stored_names::folder_of(name) == folder.native() && name != folder.native())
            found.push_back(name.substr(name.rfind('/') + 1));
    for (const auto& name : found)
        take(name);
    return {};
}

}  // namespace popline::test
