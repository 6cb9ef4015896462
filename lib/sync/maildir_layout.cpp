// SPDX-License-Identifier: BSL-1.0
#include "sync/maildir_layout.hpp"

#include <algorithm>
#include <charconv>
#include <popline/folder.hpp>
#include <utility>

#include "sinks/folder.hpp"
#include "sync/file_error.hpp"

namespace popline::syncing {

namespace fs = std::filesystem;

namespace {

constexpr int most_listings = 3;

std::uint64_t hash_of(std::string_view token) noexcept {
    std::uint64_t made = 0;
    std::from_chars(token.data(), token.data() + token.size() / 2, made, 16);
    return made;
}

}  // namespace

/// Calls a function with the folder, the name and the token of each file that has a token. Readers move files
/// from `new` to `cur`, so `new` is listed first: no file is missed.
template <class Function>
layout::error_code maildir_layout::list(Function take) {
    for (const auto* folder : {&new_, &cur_}) {
        const auto failure = system_.list(*folder, [&](std::string_view name) {
            const auto token = token_in(name);
            if (!token.empty()) take(*folder, name, token);
        });
        if (failure) return failure;
    }
    return {};
}

void maildir_layout::prepare() {
    sinks::make_folder(system_, folder_, {"tmp", "new", "cur"});
    sinks::remove_stale_files(system_, tmp_);
    hashes_.clear();
    const auto failure = list([this](const fs::path&, std::string_view, std::string_view token) {
        hashes_.push_back(hash_of(token));
    });
    expect(failure, folder_);
    std::sort(hashes_.begin(), hashes_.end());
}

bool maildir_layout::may_have(std::string_view token) const {
    return std::binary_search(hashes_.begin(), hashes_.end(), hash_of(token));
}

void maildir_layout::begin_group(const std::vector<received_item>& group) {
    wanted_.clear();
    seen_.clear();
    for (const auto& one : group)
        if (auto token = token_of(one); may_have(token)) wanted_.insert(std::move(token));
    if (wanted_.empty()) return;
    error_code failure;
    files_with({}, true, failure);
    expect(failure, folder_);
}

std::vector<fs::path> maildir_layout::files_with(const std::string& token, bool lists_again,
                                                 error_code& failure) {
    const std::lock_guard lock(guard_);
    if (lists_again) {
        seen_.clear();
        failure = list([this](const fs::path& folder, std::string_view name, std::string_view other) {
            if (wanted_.contains(other)) seen_.emplace(other, folder / name);
        });
    }
    std::vector<fs::path> found;
    const auto [begin, end] = seen_.equal_range(token);
    for (auto at = begin; at != end; ++at)
        found.push_back(at->second);
    return found;
}

found_file maildir_layout::find(const received_item& of, const temporary_file& message, error_code& failure) {
    const auto token = token_of(of);
    if (!may_have(token)) return {};
    for (int attempt = 0; attempt < most_listings && !failure; ++attempt) {
        bool is_missing = false;  // a reader may have renamed a file: list again
        for (const auto& name : files_with(token, attempt > 0, failure)) {
            auto there = std::make_unique<sinks::content>(system_, name);
            sinks::content written(system_, message.name());
            if (!written.is_open())  // too many files are open: what is there may be the message
                failure = make_error_code(boost::system::errc::too_many_files_open);
            else if (!there->is_open())
                is_missing = true;
            else if (there->is_same_as(written))
                return {name, std::move(there)};
        }
        if (!is_missing) break;
    }
    return {};
}

/// A file that got its name and was removed comes back if the power fails before the removal is durable. Its
/// message may have another file by then, because the names of a Maildir are never used again. So removals of
/// this run and of an earlier one are synced before the next file gets its name. A failed sync is not tried
/// again: the second one could succeed although the removals are lost.
void maildir_layout::sync_removals() {
    if (has_durable_removals_) return;
    if (!removals_failure_) removals_failure_ = system_.sync_folder(new_);
    expect(removals_failure_, new_);
    has_durable_removals_ = true;
}

/// The name is new, because it has the time, the process and a number. So a plain renaming replaces no file,
/// where the file system has no better call.
fs::path maildir_layout::give_name(const received_item& of, const temporary_file& message, found_file&,
                                   error_code& failure) {
    sync_removals();
    auto name = new_ / names_.make_name(token_of(of), message.bytes());
    failure = system_.rename_unless_taken(message.name(), name);
    if (failure && system_.look(name).what == sinks::file_system::kind::nothing)
        failure = system_.rename(message.name(), name);
    return name;
}

/// Also notes files that are removed afterwards: a reader may have moved them to cur before.
void maildir_layout::note_files(const std::vector<received_item>& named) {
    std::vector<std::uint64_t> added;
    for (const auto& one : named)
        if (const auto token = token_of(one); !may_have(token)) added.push_back(hash_of(token));
    std::sort(added.begin(), added.end());
    const auto before = hashes_.insert(hashes_.end(), added.begin(), added.end());
    std::inplace_merge(hashes_.begin(), before, hashes_.end());
}

}  // namespace popline::syncing
