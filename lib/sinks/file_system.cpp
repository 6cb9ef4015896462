// SPDX-License-Identifier: BSL-1.0
#include "sinks/file_system.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>

namespace popline::sinks {

namespace {

boost::system::error_code last_error() noexcept {
    return {errno, boost::system::system_category()};
}

boost::system::error_code outcome_of(int result) noexcept {
    return result == 0 ? boost::system::error_code() : last_error();
}

/// Calls again what a signal interrupted.
template <class Call>
auto uninterrupted(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}

class posix final : public file_system {
  public:
    bool exists(const path& name) override {
        struct stat found {};
        return ::lstat(name.c_str(), &found) == 0;
    }

    int create(const path& name, error_code& failure) override {
        const int file = uninterrupted(
            [&] { return ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600); });
        if (file < 0) failure = last_error();
        return file;
    }

    std::size_t write(int file, std::string_view octets, error_code& failure) override {
        const auto written = uninterrupted([&] { return ::write(file, octets.data(), octets.size()); });
        if (written < 0) failure = last_error();
        return written < 0 ? 0 : static_cast<std::size_t>(written);
    }

    error_code sync(int file) override {
        return outcome_of(uninterrupted([&] { return ::fsync(file); }));
    }

    /// Not once more after a signal: Linux has closed it by then, and the number may be another file's.
    error_code close(int file) override {
        if (::close(file) == 0 || errno == EINTR) return {};
        return last_error();
    }

    error_code rename(const path& from, const path& to) override {
        return outcome_of(::rename(from.c_str(), to.c_str()));
    }

    error_code rename_to_new(const path& from, const path& to) override {
#ifdef RENAME_NOREPLACE
        if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
        if (errno != EINVAL && errno != ENOSYS) return last_error();
#endif
        // Where the file system knows no such thing: a second name, which is never one that is taken.
        if (::link(from.c_str(), to.c_str()) != 0) return last_error();
        ::unlink(from.c_str());
        return {};
    }

    /// EINVAL says that this file system keeps no folder that could be synced.
    error_code sync_folder(const path& folder) override {
        const int opened =
            uninterrupted([&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
        if (opened < 0) return last_error();
        const auto failure = sync(opened);
        ::close(opened);
        return failure.value() == EINVAL ? error_code() : failure;
    }

    error_code remove(const path& name) override {
        return outcome_of(::unlink(name.c_str()));
    }
};

}  // namespace

file_system& system_files() {
    static posix only;
    return only;
}

}  // namespace popline::sinks
