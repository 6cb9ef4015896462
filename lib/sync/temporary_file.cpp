// SPDX-License-Identifier: BSL-1.0
#include "sync/temporary_file.hpp"

#include <algorithm>
#include <utility>

#include "sinks/temporary_name.hpp"

namespace popline::syncing {

using error_code = sinks::file_system::error_code;

error_code temporary_file::create(const std::filesystem::path& folder) {
    const auto name = sinks::make_temporary_name();
    if (name.empty()) return make_error_code(boost::system::errc::io_error);
    auto path = folder / name;
    error_code failure;
    file_ = system_.create(path, failure);
    if (!failure) name_ = std::move(path);
    return failure;
}

error_code temporary_file::write(std::string_view bytes) {
    const auto from = bytes_;
    while (!bytes.empty()) {
        error_code failure;
        const auto written = system_.write(file_, bytes, failure);
        // A write that writes no byte and does not fail would be repeated for ever.
        if (!failure && written == 0) failure = make_error_code(boost::system::errc::io_error);
        if (failure) return failure;
        bytes.remove_prefix(std::min(written, bytes.size()));
        bytes_ += written;
    }
    if (bytes_ > from) system_.start_write_back(file_, from, bytes_ - from);
    return {};
}

error_code temporary_file::sync_and_close() {
    if (const auto failure = system_.sync_data(file_)) return failure;
    return system_.close(std::exchange(file_, sinks::file_system::none));
}

void temporary_file::discard() noexcept {
    if (file_ != sinks::file_system::none) system_.close(std::exchange(file_, sinks::file_system::none));
    if (exists()) system_.remove(name_);
    name_.clear();
}

}  // namespace popline::syncing
