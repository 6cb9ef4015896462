// SPDX-License-Identifier: BSL-1.0
#include "sync/incoming_message.hpp"

#include <algorithm>

#include "sync/file_error.hpp"
#include "sync/preparation.hpp"

namespace popline::syncing {

namespace {

bool is_lack_of_files(const boost::system::error_code& failure) noexcept {
    return failure == boost::system::errc::too_many_files_open
           || failure == boost::system::errc::too_many_files_open_in_system;
}

}  // namespace

incoming_message::incoming_message(sinks::file_system& system, std::uint64_t serial,
                                   std::optional<std::uint64_t> listed_bytes)
    : serial_(serial), file_(system) {
    buffer_.reserve(std::min<std::uint64_t>(listed_bytes.value_or(0), buffer_bytes));
}

std::string_view incoming_message::fill(std::string_view bytes) {
    const auto taken = bytes.substr(0, buffer_bytes - buffer_.size());
    buffer_.append(taken);
    return bytes.substr(taken.size());
}

void incoming_message::write_out(preparation& folders) noexcept {
    write(folders, try_again::no);
}

void incoming_message::write_early(preparation& folders) noexcept {
    write(folders, try_again::if_too_many_files);
}

void incoming_message::write(preparation& folders, try_again later) noexcept {
    const std::lock_guard lock(guard_);
    if (!is_needed()) return buffer_.clear();
    if (failure_ || (buffer_.empty() && file_.exists())) return;
    try {
        write_buffer(folders);
    } catch (const error& why) {
        if (later == try_again::if_too_many_files && is_lack_of_files(why.cause())) return;
        failure_ = std::current_exception();
    } catch (...) {
        failure_ = std::current_exception();
    }
    if (now() == state::open)
        buffer_.clear();
    else
        std::string().swap(buffer_);  // frees the memory
}

void incoming_message::write_buffer(preparation& folders) {
    const auto& folder = folders.prepared().temporary_folder();
    if (!file_.exists()) expect(file_.create(folder), folder);
    expect(file_.write(buffer_), file_.name());
}

void incoming_message::abandon() noexcept {
    become(state::abandoned);
    const std::unique_lock lock(guard_, std::try_to_lock);
    if (lock.owns_lock()) file_.discard();
}

void incoming_message::discard() noexcept {
    const std::lock_guard lock(guard_);
    file_.discard();
}

void incoming_message::take() noexcept {
    const std::lock_guard lock(guard_);
    become(state::taken);
}

}  // namespace popline::syncing
