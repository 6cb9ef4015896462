// SPDX-License-Identifier: BSL-1.0
#include "sinks/placement.hpp"

#include "sinks/folder_of.hpp"
#include "sinks/new_name.hpp"

namespace popline::sinks {

namespace {

namespace system_errc = boost::system::errc;

constexpr unsigned most_names = 100;
constexpr std::size_t longest_name = 255;

bool is_middle_of_character(char octet) noexcept {
    return (static_cast<unsigned char>(octet) & 0xC0U) == 0x80U;
}

}  // namespace

file_system::path beside(const file_system::path& name, std::string_view digest, unsigned count) {
    const auto extension = name.extension().native();
    auto added = "%+" + std::string(digest);
    if (count > 1) added += "-" + std::to_string(count);
    added += extension;
    auto stem = name.stem().native();
    const auto room = longest_name > added.size() ? longest_name - added.size() : 0;
    if (stem.size() > room) {
        auto end = room;
        while (end > 0 && is_middle_of_character(stem[end]))
            --end;
        stem.resize(end);
    }
    return name.parent_path() / (stem + added);
}

std::unique_ptr<content> placement::find(file_system::error_code& failure) {
    for (unsigned count = what_is_there_ == existing::by_digest ? 1 : 0; count <= most_names; ++count) {
        if (count > 0 && digest_.empty()) digest_ = message_.digest();
        if (count > 0 && digest_.empty()) {
            failure = make_error_code(system_errc::io_error);
            return nullptr;
        }
        name_ = count == 0 ? wanted_ : beside(wanted_, digest_, count);
        const auto there = system_.look(name_);
        if (there.what == file_system::kind::nothing) return count == 0 ? find_beside() : nullptr;
        if (there.what != file_system::kind::file || there.octets != message_.octets()) continue;
        auto found = std::make_unique<content>(system_, name_);
        if (found->is_open() && found->is_same_as(message_)) return found;
    }
    failure = make_error_code(system_errc::file_exists);
    return nullptr;
}

/// The wanted name is free. Perhaps another message had it when this one was stored, and was moved away
/// since, or was lost in a power cut. That is looked for only if the digest is known: to compute it takes as
/// long as to read the message again.
std::unique_ptr<content> placement::find_beside() {
    if (digest_.empty()) return nullptr;
    const auto second = beside(wanted_, digest_, 1);
    const auto there = system_.look(second);
    if (there.what != file_system::kind::file || there.octets != message_.octets()) return nullptr;
    auto found = std::make_unique<content>(system_, second);
    if (!found->is_open() || !found->is_same_as(message_)) return nullptr;
    name_ = second;
    return found;
}

// There are two renamings: the older file gets another name here, then the message gets the wanted name. A
// program that is killed between them leaves the older file whole under its new name, and a later run
// retrieves the message again. The folder is synced between them, so that a power cut cannot lose the first
// renaming and keep the second.
file_system::path placement::set_aside(file_system::error_code& failure) {
    if (what_is_there_ != existing::set_aside || name_ == wanted_) return {};
    // An empty file may be another program's placeholder, and that program will rename its file over it.
    const auto there = system_.look(wanted_);
    if (there.what != file_system::kind::file || there.octets == 0) return {};
    content older(system_, wanted_);
    const auto digest = older.is_open() ? older.digest() : std::string();
    // The older file cannot be read: it keeps its name, and the message gets another name.
    if (digest.empty()) return {};
    for (unsigned count = 1; count <= most_names; ++count) {
        auto aside = beside(wanted_, digest, count);
        failure = rename_to_new(system_, wanted_, aside);
        if (failure == system_errc::file_exists) continue;
        if (!failure) failure = system_.sync_folder(folder_of(wanted_));
        if (failure) return {};
        name_ = wanted_;
        return aside;
    }
    return {};
}

}  // namespace popline::sinks
