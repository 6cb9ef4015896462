// SPDX-License-Identifier: BSL-1.0
#include "breakable_files.hpp"

#include <algorithm>

namespace popline::test {

void breakable_files::note(const std::string& name, const std::string& what) {
    const std::lock_guard lock(guard_);
    record(name, what);
}

/// Requires the lock.
void breakable_files::record(const std::string& name, const std::string& what) {
    on_call(name);
    if (log.empty() || log.back() != name) log.push_back(name);
    story.push_back(what.empty() ? name : name + " " + what);
}

bool breakable_files::fails(const std::string& name, const std::string& what) {
    const std::lock_guard lock(guard_);
    record(name, what);
    if (++calls != fails_at) return false;
    failed = story.back();
    return true;
}

std::string breakable_files::relative(const path& name) const {
    const auto from_here = below.empty() ? name : name.lexically_relative(below);
    if (hides_temporary_names && from_here.filename().native().starts_with(".popline-"))
        return (from_here.parent_path() / "temporary").string();
    return from_here.string();
}

void breakable_files::remember(int file, const path& name) {
    const std::lock_guard lock(guard_);
    open_[file] = relative(name);
}

std::string breakable_files::of(int file) {
    const std::lock_guard lock(guard_);
    const auto found = open_.find(file);
    return found == open_.end() ? "?" : found->second;
}

breakable_files::facts breakable_files::look(const path& name) {
    return sinks::system_files().look(name);
}

bool breakable_files::is_folder(const path& name) {
    return sinks::system_files().is_folder(name);
}

breakable_files::opened breakable_files::open(const path& name, error_code& failure) {
    if (fails("open", relative(name))) {
        failure = with;
        return {};
    }
    const auto made = sinks::system_files().open(name, failure);
    if (!failure) remember(made.file, name);
    return made;
}

std::size_t breakable_files::read(int file, std::uint64_t from, std::span<char> into, error_code& failure) {
    if (!fails("read", of(file)))
        return sinks::system_files().read(file, from, into.first(std::min(into.size(), most_at_once)),
                                          failure);
    failure = with;
    return 0;
}

int breakable_files::create(const path& name, error_code& failure) {
    if (fails("create", relative(name))) {
        failure = with;
        return none;
    }
    const int made = sinks::system_files().create(name, failure);
    if (!failure) remember(made, name);
    return made;
}

std::size_t breakable_files::write(int file, std::string_view octets, error_code& failure) {
    if (!fails("write", of(file)))
        return sinks::system_files().write(file, octets.substr(0, most_at_once), failure);
    failure = with;
    return 0;
}

void breakable_files::start_write_back(int file, std::uint64_t from, std::uint64_t octets) {
    note("start_write_back", of(file));
    sinks::system_files().start_write_back(file, from, octets);
}

breakable_files::error_code breakable_files::sync(int file) {
    return fails("sync", of(file)) ? with : sinks::system_files().sync(file);
}

breakable_files::error_code breakable_files::sync_data(int file) {
    on_sync_data();
    return fails("sync_data", of(file)) ? with : sinks::system_files().sync_data(file);
}

breakable_files::error_code breakable_files::close(int file) {
    const auto name = of(file);
    const auto failure = sinks::system_files().close(file);
    return fails("close", name) ? with : failure;
}

breakable_files::error_code breakable_files::rename(const path& from, const path& to) {
    return fails("rename", relative(from) + " " + relative(to)) ? with
                                                                : sinks::system_files().rename(from, to);
}

breakable_files::error_code breakable_files::rename_unless_taken(const path& from, const path& to) {
    if (fails("rename_unless_taken", relative(from) + " " + relative(to))) return with;
    if (no_rename_unless_taken) return no_rename_unless_taken;
    return sinks::system_files().rename_unless_taken(from, to);
}

breakable_files::error_code breakable_files::link(const path& from, const path& to) {
    if (fails("link", relative(from) + " " + relative(to))) return with;
    return no_link ? no_link : sinks::system_files().link(from, to);
}

breakable_files::error_code breakable_files::sync_folder(const path& folder) {
    return fails("sync_folder", relative(folder)) ? with : sinks::system_files().sync_folder(folder);
}

breakable_files::error_code breakable_files::remove(const path& name) {
    note("remove", relative(name));
    return sinks::system_files().remove(name);
}

breakable_files::error_code breakable_files::make_folder(const path& name) {
    return fails("make_folder", relative(name)) ? with : sinks::system_files().make_folder(name);
}

breakable_files::error_code breakable_files::list(const path& folder,
                                                  const std::function<void(std::string_view)>& take) {
    return fails("list", relative(folder)) ? with : sinks::system_files().list(folder, take);
}

bool breakable_files::can_write(const path& folder) {
    return sinks::system_files().can_write(folder);
}

}  // namespace popline::test
