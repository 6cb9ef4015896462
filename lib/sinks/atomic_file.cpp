// SPDX-License-Identifier: BSL-1.0
#include "sinks/atomic_file.hpp"

#include <algorithm>
#include <popline/error.hpp>
#include <utility>

#include "sinks/folder_of.hpp"
#include "sinks/new_name.hpp"
#include "sinks/temporary_name.hpp"

namespace popline::sinks {

namespace {

namespace system_errc = boost::system::errc;

constexpr int most_attempts = 100;

}  // namespace

atomic_file::atomic_file(file_system& system, std::filesystem::path path, existing what_is_there)
    : system_(system), path_(std::move(path)), what_is_there_(what_is_there) {}

std::string_view atomic_file::fill(std::string_view bytes) {
    const auto taken = bytes.substr(0, buffer - buffer_.size());
    buffer_.append(taken);
    return bytes.substr(taken.size());
}

/// If there was a failure, calls `roll_back` and throws.
void atomic_file::expect(const boost::system::error_code& failure) {
    if (!failure) return;
    failure_ = failure;
    roll_back();
    throw error(errc::file_failed, {.detail = path_.native(), .cause = failure});
}

void atomic_file::open() {
    // Check early, so that the caller need not wait for the whole message. The renaming checks again.
    if (what_is_there_ == existing::refuse && system_.look(path_).what != file_system::kind::nothing)
        expect(make_error_code(system_errc::file_exists));
    const auto name = make_temporary_name();
    if (name.empty() || !path_.has_filename()) expect(make_error_code(system_errc::invalid_argument));
    temporary_ = folder_of(path_) / name;
    boost::system::error_code failure;
    file_ = system_.create(temporary_, failure);
    expect(failure);
    state_ = state::open;
}

void atomic_file::write_out() {
    expect(failure_);
    if (state_ == state::nothing) open();
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        boost::system::error_code failure;
        const auto written = system_.write(file_, rest, failure);
        // A write that writes no byte and does not fail would be repeated for ever.
        if (!failure && written == 0) failure = make_error_code(system_errc::io_error);
        expect(failure);
        rest.remove_prefix(std::min(written, rest.size()));
    }
    buffer_.clear();
}

void atomic_file::commit() {
    if (what_is_there_ != existing::refuse && what_is_there_ != existing::replace) return commit_beside();
    write_out();
    sync_and_close();
    stored_.name = path_;
    expect(what_is_there_ == existing::replace ? system_.rename(temporary_, path_)
                                               : rename_to_new(system_, temporary_, path_));
    state_ = state::named;
    expect(system_.sync_folder(folder_of(path_)));
}

void atomic_file::sync_and_close() {
    expect(system_.sync(file_));
    state_ = state::closed;
    expect(system_.close(std::exchange(file_, file_system::none)));
}

/// Compares the whole message with the existing files. A message that fits into the buffer is compared
/// before it is written to a file.
void atomic_file::commit_beside() {
    expect(failure_);
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        if (state_ == state::open) write_out();
        const auto message = state_ == state::nothing
                                 ? std::make_unique<content>(system_, std::string_view(buffer_))
                                 : std::make_unique<content>(system_, temporary_);
        placement place(system_, path_, what_is_there_, *message);
        boost::system::error_code failure;
        const auto same = place.find(failure);
        expect(failure);
        if (same) return accept(*same, place.name());
        if (state_ == state::nothing) write_out();
        if (state_ == state::open) sync_and_close();
        if (auto older = place.set_aside(failure); !older.empty()) stored_.set_aside = std::move(older);
        expect(failure);
        stored_.name = place.name();  // before the renaming, because copying a name can fail
        failure = rename_to_new(system_, temporary_, place.name());
        if (failure == system_errc::file_exists) continue;  // another program took the name: compare again
        expect(failure);
        state_ = state::named;
        expect(system_.sync_folder(folder_of(path_)));
        return;
    }
    expect(make_error_code(system_errc::file_exists));
}

/// Accepts a file that already contains the message. Syncs the file and its folder, because an earlier run
/// may have been killed before it did so.
void atomic_file::accept(content& same, const std::filesystem::path& name) {
    expect(same.sync());
    roll_back();
    expect(system_.sync_folder(folder_of(path_)));
    stored_ = {name, {}};
}

void atomic_file::roll_back() noexcept {
    const auto before = std::exchange(state_, state::nothing);
    buffer_.clear();
    if (before == state::open) system_.close(std::exchange(file_, file_system::none));
    if (before == state::open || before == state::closed) system_.remove(temporary_);
    if (before == state::named && what_is_there_ != existing::replace) system_.remove(stored_.name);
}

}  // namespace popline::sinks
