// SPDX-License-Identifier: BSL-1.0
#include "sinks/folder.hpp"

#include <chrono>
#include <ctime>
#include <popline/error.hpp>
#include <popline/folder.hpp>
#include <string>
#include <vector>

#include "sinks/folder_of.hpp"
#include "sinks/temporary_name.hpp"

namespace popline {

namespace sinks {

namespace {

namespace fs = std::filesystem;
namespace system_errc = boost::system::errc;

[[noreturn]] void fail(const fs::path& name, const boost::system::error_code& why) {
    throw error(errc::file_failed, {.detail = name.native(), .cause = why});
}

/// Makes one folder. Returns false if the folder exists.
bool make_one(file_system& system, const fs::path& name) {
    // Check first: for a folder that exists, `mkdir` fails on some file systems with another code than
    // EEXIST.
    if (system.is_folder(name)) return false;
    const auto failure = system.make_folder(name);
    if (!failure) return true;
    if (failure != system_errc::file_exists) fail(name, failure);
    if (!system.is_folder(name)) fail(name, make_error_code(system_errc::not_a_directory));
    return false;
}

}  // namespace

void make_folder(file_system& system, const fs::path& folder) {
    fs::path made;
    for (const auto& part : folder) {
        if (part.empty()) continue;  // the name ends in a slash
        const auto above = made.empty() ? fs::path(".") : made;
        made /= part;
        if (made == made.root_path()) continue;
        // If this process may not write to the folder above, no earlier run of it can have made this folder:
        // then no sync is due.
        if (!make_one(system, made) && !system.can_write(above)) continue;
        if (const auto failure = system.sync_folder(above)) fail(above, failure);
    }
}

void make_folder(file_system& system, const fs::path& folder, const std::vector<std::string_view>& inside) {
    make_folder(system, folder);
    bool is_due = system.can_write(folder);
    for (const auto name : inside)
        is_due |= make_one(system, folder / name);
    if (!is_due) return;
    if (const auto failure = system.sync_folder(folder)) fail(folder, failure);
}

std::size_t remove_stale_files(file_system& system, const fs::path& folder, std::chrono::seconds age) {
    const auto oldest = std::time(nullptr) - static_cast<std::time_t>(age.count());
    std::vector<fs::path> ours;
    static_cast<void>(system.list(folder, [&](std::string_view name) {
        if (is_temporary_name(name)) ours.push_back(folder / name);
    }));
    std::size_t removed = 0;
    for (const auto& name : ours) {
        const auto found = system.look(name);
        const bool is_stale =
            found.what == file_system::kind::file && found.is_ours && found.modified <= oldest;
        if (is_stale && !system.remove(name)) ++removed;
    }
    return removed;
}

}  // namespace sinks

void make_folder(const std::filesystem::path& folder) {
    sinks::make_folder(sinks::system_files(), folder);
}

std::size_t remove_stale_files(const std::filesystem::path& folder, std::chrono::seconds age) {
    return sinks::remove_stale_files(sinks::system_files(), folder, age);
}

}  // namespace popline
