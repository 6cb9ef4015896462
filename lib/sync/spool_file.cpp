// SPDX-License-Identifier: BSL-1.0
#include "sync/spool_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <popline/error.hpp>

namespace popline::syncing {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& folder, const boost::system::error_code& why) {
    throw error(errc::file_failed, {.detail = "a temporary file in " + folder.native(), .cause = why});
}

}  // namespace

spool_file::spool_file(std::filesystem::path folder, spool_calls& system)
    : system_(&system), folder_(std::move(folder)) {
    boost::system::error_code failure;
    descriptor_ = system_->create(folder_, failure);
    if (failure) refuse(folder_, failure);
}

spool_file::~spool_file() {
    if (is_open()) ::close(descriptor_);
}

void spool_file::write(std::string_view bytes) {
    while (!bytes.empty()) {
        boost::system::error_code failure;
        const auto written = system_->write(descriptor_, bytes_, bytes, failure);
        if (failure) refuse(folder_, failure);
        bytes_ += written;
        bytes.remove_prefix(written);
    }
}

std::size_t spool_file::read(std::uint64_t from, std::span<char> into) const {
    for (;;) {
        const auto taken = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(from));
        if (taken >= 0) return static_cast<std::size_t>(taken);
        if (errno != EINTR) refuse(folder_, {errno, boost::system::system_category()});
    }
}

}  // namespace popline::syncing
