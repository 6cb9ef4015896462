// SPDX-License-Identifier: BSL-1.0
#include "sync/group_commit.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <map>
#include <new>
#include <popline/error.hpp>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "sinks/folder_of.hpp"
#include "sync/file_error.hpp"

namespace popline::syncing {

group_commit::group_commit(std::shared_ptr<file_writer> by, std::vector<received_item> group,
                           std::vector<std::shared_ptr<incoming_message>> messages)
    : by_(std::move(by)), group_(std::move(group)), entries_(group_.size()) {
    for (std::size_t at = 0; at < entries_.size(); ++at) {
        entries_[at].message = std::move(messages[at]);
        entries_[at].same_as = at;
        if (entries_[at].message) continue;
        entries_[at].failure = std::make_exception_ptr(
            error(errc::invalid_argument, {.detail = "the message did not come whole, or was dropped"}));
    }
}

void group_commit::run(const std::shared_ptr<group_commit>& work) noexcept {
    try {
        work->layout_ = &work->by_->folders().prepared();
        work->layout_->begin_group(work->group_);
        work->find_same();
    } catch (...) {
        return work->fail(std::current_exception());
    }
    work->sync_all(work);
    if (work->is_given_up_) return;
    work->name_all();
    try {
        work->tell_layout();
        work->sync_folders();
        // Made here, so that files are taken back if there is no memory for their results.
        work->results_ = work->make_results();
    } catch (...) {
        work->fail(std::current_exception());
    }
}

/// Finds messages that are in the group more than once. Only the first one gets a file.
void group_commit::find_same() {
    using key = std::tuple<std::string_view, std::string_view, sha256::digest>;
    std::map<key, std::size_t> first;
    for (std::size_t at = 0; at < group_.size(); ++at) {
        if (entries_[at].failure) continue;
        const auto& one = group_[at];
        entries_[at].same_as =
            first.emplace(key{one.item.account, one.item.unique_id, one.digest}, at).first->second;
    }
}

void group_commit::sync_all(const std::shared_ptr<group_commit>& work) noexcept {
    const auto helpers = std::min(entries_.size(), most_side_by_side);
    for (std::size_t begun = 1; begun < helpers; ++begun)
        post_helper(work);
    while (sync_next()) {}
    std::unique_lock lock(guard_);
    idle_.wait(lock, [this] { return busy_ == 0; });
}

/// A helper takes its turn with the other jobs of the executor after each file.
void group_commit::post_helper(const std::shared_ptr<group_commit>& work) noexcept try {
    boost::asio::post(work->by_->disk(), [work] {
        if (work->sync_next()) post_helper(work);
    });
} catch (...) {
    // The job does the work without this helper.
}

/// Returns false if there is no file left.
bool group_commit::sync_next() noexcept {
    std::size_t at = 0;
    {
        const std::lock_guard lock(guard_);
        if (next_ == entries_.size()) return false;
        at = next_++;
        ++busy_;
    }
    try {
        if (!entries_[at].failure && !is_given_up_) make_durable(at);
    } catch (...) {
        entries_[at].failure = std::current_exception();
    }
    const std::lock_guard lock(guard_);
    if (--busy_ == 0) idle_.notify_one();
    return true;
}

void group_commit::make_durable(std::size_t at) {
    auto& message = *entries_[at].message;
    if (entries_[at].same_as == at) message.write_out(by_->folders());
    message.take();
    if (entries_[at].same_as != at) return message.file().discard();
    if (message.failure()) std::rethrow_exception(message.failure());
    sinks::file_system::error_code failure;
    const auto found = layout_->find(group_[at], message.file(), failure);
    expect(failure, message.file().name());
    if (found.file) return accept(at, found);
    expect(message.file().sync_and_close(), message.file().name());
}

/// Stores no second file, because a file has the message already. An earlier run may have been killed before
/// it synced that file.
void group_commit::accept(std::size_t at, const found_file& found) {
    expect(by_->sync_found(found), found.name);
    entries_[at].place = found.name;
    entries_[at].is_found = true;
    entries_[at].message->file().discard();
}

/// The files get their names in the order of the group.
void group_commit::name_all() {
    for (std::size_t at = 0; at < entries_.size(); ++at) {
        auto& one = entries_[at];
        try {
            if (!one.failure && one.same_as == at && !one.is_found) name(at);
        } catch (...) {
            one.failure = std::current_exception();
        }
        if (one.failure && one.message) one.message->file().discard();
    }
}

void group_commit::name(std::size_t at) {
    auto& file = entries_[at].message->file();
    found_file instead;
    sinks::file_system::error_code failure;
    auto place = layout_->give_name(group_[at], file, instead, failure);
    expect(failure, file.name());
    if (instead.file) return accept(at, instead);
    entries_[at].place = std::move(place);
    file.release();
}

void group_commit::sync_folders() {
    std::set<std::filesystem::path> folders;
    for (const auto& one : entries_)
        if (!one.place.empty()) folders.insert(sinks::folder_of(one.place));
    for (const auto& folder : folders) {
        auto failure = layout_->failure_of(folder);
        if (!failure) failure = by_->system().sync_folder(folder);
        if (!failure) continue;
        by_->note_failed_sync(folder, failure);
        const auto why = std::make_exception_ptr(file_error(failure, folder));
        for (auto& one : entries_) {
            if (one.place.empty() || sinks::folder_of(one.place) != folder) continue;
            one.failure = why;
            take_back(one);
        }
    }
}

void group_commit::tell_layout() {
    std::vector<received_item> named;
    for (std::size_t at = 0; at < entries_.size(); ++at)
        if (!entries_[at].place.empty()) named.push_back(group_[at]);
    layout_->note_files(named);
}

/// Fails all messages that have not failed before, and removes their files.
void group_commit::fail(std::exception_ptr why) noexcept {
    for (auto& one : entries_) {
        if (!one.failure) one.failure = why;
        take_back(one);
        if (!one.message) continue;
        one.message->take();
        one.message->file().discard();
    }
    failure_ = std::move(why);
}

/// Removes a file that has its final name. A file that was there before stays.
void group_commit::take_back(entry& of) noexcept {
    if (!of.place.empty() && !of.is_found) {
        by_->system().remove(of.place);
        layout_->note_removal();
    }
    of.place.clear();
}

std::vector<delivery_result> group_commit::take_results() {
    if (!failure_) return std::move(results_);
    try {
        std::rethrow_exception(failure_);
    } catch (const error&) {
        // A fault of the file system is the result of each message. Any other exception is the program's.
    }
    return make_results();
}

std::vector<delivery_result> group_commit::make_results() const {
    std::vector<delivery_result> results;
    results.reserve(entries_.size());
    for (std::size_t at = 0; at < entries_.size(); ++at)
        results.push_back(result_of(at));
    return results;
}

delivery_result group_commit::result_of(std::size_t at) const {
    const auto& one = entries_[at].failure ? entries_[at] : entries_[entries_[at].same_as];
    delivery_result made;
    if (!one.failure) {
        made.how = one.is_found || entries_[at].same_as != at ? delivered::existing : delivered::stored;
        made.place = one.place.native();
        return made;
    }
    try {
        std::rethrow_exception(one.failure);
    } catch (const error& why) {
        made.cause = why.cause() ? why.cause() : why.code();
        made.words = why.what();
    } catch (const std::bad_alloc&) {
        made.cause = make_error_code(boost::system::errc::not_enough_memory);
        made.words = made.cause.message();
    }
    return made;
}

}  // namespace popline::syncing
