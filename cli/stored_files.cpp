// SPDX-License-Identifier: BSL-1.0
#include "stored_files.hpp"

#include <popline/file_name.hpp>
#include <system_error>

#include "stored_file.hpp"

namespace tool {

namespace fs = std::filesystem;

namespace {
constexpr std::string_view extension = ".eml";
}

fs::path path_of(const fs::path& folder, std::string_view unique_id) {
    return folder / (popline::file_name(unique_id) + std::string(extension));
}

stored_files::stored_files(const fs::path& folder) {
    std::error_code failure;
    for (fs::directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure)) {
        auto name = at->path().filename().string();
        if (!name.ends_with(extension)) continue;
        name.resize(name.size() - extension.size());
        // `%+` and a digest follow the name of a message whose unique-id another file has. No name of a
        // unique-id contains `%+`.
        files_[name.substr(0, name.find("%+"))].push_back({at->path()});
    }
}

bool stored_files::may_have(const popline::sync_candidate& one) const {
    if (one.unique_id.empty() || !one.octets) return false;
    const auto found = files_.find(popline::file_name(one.unique_id));
    if (found == files_.end()) return false;
    for (const auto& each : found->second)
        if (!each.is_taken && has_listed_size(each.name, *one.octets)) return true;
    return false;
}

bool stored_files::has(const popline::sync_candidate& one, std::string_view beginning) {
    const auto found = files_.find(popline::file_name(one.unique_id));
    if (found == files_.end()) return false;
    for (auto& each : found->second) {
        if (each.is_taken || !has_listed_size(each.name, one.octets.value_or(0))) continue;
        if (!begins_with(each.name, beginning)) continue;
        each.is_taken = true;
        return true;
    }
    return false;
}

}  // namespace tool
