// SPDX-License-Identifier: BSL-1.0
#include "breakable_files.hpp"

#include <algorithm>

namespace popline::test {

void breakable_files::note(const std::string& name) {
    on_call(name);
    if (log.empty() || log.back() != name) log.push_back(name);
}

bool breakable_files::fails(const std::string& name) {
    note(name);
    return ++calls == fails_at;
}

bool breakable_files::exists(const path& name) {
    return sinks::system_files().exists(name);
}

int breakable_files::create(const path& name, error_code& failure) {
    if (!fails("create")) return sinks::system_files().create(name, failure);
    failure = with;
    return none;
}

std::size_t breakable_files::write(int file, std::string_view octets, error_code& failure) {
    if (!fails("write")) return sinks::system_files().write(file, octets.substr(0, most_at_once), failure);
    failure = with;
    return 0;
}

breakable_files::error_code breakable_files::sync(int file) {
    return fails("sync") ? with : sinks::system_files().sync(file);
}

breakable_files::error_code breakable_files::close(int file) {
    const auto failure = sinks::system_files().close(file);
    return fails("close") ? with : failure;
}

breakable_files::error_code breakable_files::rename(const path& from, const path& to) {
    return fails("rename") ? with : sinks::system_files().rename(from, to);
}

breakable_files::error_code breakable_files::rename_to_new(const path& from, const path& to) {
    return fails("rename_to_new") ? with : sinks::system_files().rename_to_new(from, to);
}

breakable_files::error_code breakable_files::sync_folder(const path& folder) {
    return fails("sync_folder") ? with : sinks::system_files().sync_folder(folder);
}

breakable_files::error_code breakable_files::remove(const path& name) {
    note("remove");
    return sinks::system_files().remove(name);
}

}  // namespace popline::test
