// SPDX-License-Identifier: BSL-1.0
#include "sync/spool_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <popline/error.hpp>

#include "sinks/temporary_name.hpp"

namespace popline::syncing {

namespace {

[[noreturn]] void refuse(std::string_view what, int system_said) {
    throw error(errc::file_failed,
                {.detail = what, .cause = {system_said, boost::system::system_category()}});
}

}  // namespace

spool_file::spool_file(const std::filesystem::path& folder) {
    const auto name = folder / sinks::make_temporary_name();
    descriptor_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor_ < 0) refuse("a temporary file in " + folder.native(), errno);
    ::unlink(name.c_str());
}

spool_file::~spool_file() {
    if (is_open()) ::close(descriptor_);
}

void spool_file::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(bytes_));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) refuse("a temporary file", written < 0 ? errno : EIO);
        bytes_ += static_cast<std::uint64_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::size_t spool_file::read(std::uint64_t from, std::span<char> into) const {
    for (;;) {
        const auto taken = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(from));
        if (taken >= 0) return static_cast<std::size_t>(taken);
        if (errno != EINTR) refuse("a temporary file", errno);
    }
}

}  // namespace popline::syncing
