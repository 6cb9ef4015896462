// SPDX-License-Identifier: BSL-1.0
#include "sync/folder_layout.hpp"

#include <popline/file_name.hpp>
#include <popline/folder.hpp>
#include <popline/sha256.hpp>
#include <utility>

#include "sinks/folder.hpp"
#include "sinks/new_name.hpp"

namespace popline::syncing {

namespace fs = std::filesystem;

namespace {

constexpr int most_renamings = 100;
constexpr const char* extension = ".eml";
/// `file_name` makes `%n` of no unique-id, so no unique-id has this name.
constexpr const char* without_id = "%no-unique-id";

}  // namespace

void folder_layout::prepare() {
    sinks::make_folder(system_, folder_);
    sinks::remove_stale_files(system_, folder_);
}

folder_layout::wanted_name folder_layout::name_for(const received_item& of) const {
    auto digest = hexadecimal(of.digest);
    if (of.item.unique_id.empty()) {
        auto stem = folder_ / (std::string(without_id) + extension);
        auto first = sinks::beside(stem, digest, 1);
        return {std::move(stem), std::move(first), sinks::existing::by_digest, std::move(digest)};
    }
    auto name = folder_ / (file_name(of.item.unique_id) + extension);
    return {name, name, sinks::existing::keep, std::move(digest)};
}

found_file folder_layout::find(const received_item& of, const temporary_file& message, error_code& failure) {
    const auto wanted = name_for(of);
    const auto is_free = [&](const fs::path& name) {
        return system_.look(name).what == sinks::file_system::kind::nothing;
    };
    if (is_free(wanted.first) && is_free(sinks::beside(wanted.stem, wanted.digest, 1))) return {};
    fs::path ignored;
    return find_beside(wanted, message, ignored, failure);
}

/// Compares the message with each file that has one of its names.
found_file folder_layout::find_beside(const wanted_name& wanted, const temporary_file& message,
                                      fs::path& free_name, error_code& failure) {
    sinks::content written(system_, message.name());
    sinks::placement place(system_, wanted.stem, wanted.what_is_there, written, wanted.digest);
    auto same = place.find(failure);
    if (same) return {place.name(), std::move(same)};
    free_name = place.name();
    return {};
}

fs::path folder_layout::give_name(const received_item& of, const temporary_file& message, found_file& instead,
                                  error_code& failure) {
    const auto wanted = name_for(of);
    auto name = wanted.first;
    for (int attempt = 0; attempt < most_renamings; ++attempt) {
        failure = sinks::rename_to_new(system_, message.name(), name);
        if (failure != boost::system::errc::file_exists) break;
        failure = {};
        instead = find_beside(wanted, message, name, failure);
        if (instead.file || failure) break;
    }
    return name;
}

}  // namespace popline::syncing
