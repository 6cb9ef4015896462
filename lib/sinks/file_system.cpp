// SPDX-License-Identifier: BSL-1.0
#include "sinks/file_system.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "sinks/rename_unless_taken.hpp"
#include "sinks/write_back.hpp"

namespace popline::sinks {

namespace {

boost::system::error_code last_error() noexcept {
    return {errno, boost::system::system_category()};
}

boost::system::error_code outcome_of(int result) noexcept {
    return result == 0 ? boost::system::error_code() : last_error();
}

/// Makes a system call, and repeats it as long as signals interrupt it.
template <class Call>
auto uninterrupted(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}

file_system::kind kind_of(const struct stat& found) noexcept {
    if (S_ISREG(found.st_mode)) return file_system::kind::file;
    if (S_ISDIR(found.st_mode)) return file_system::kind::folder;
    return file_system::kind::other;
}

class posix final : public file_system {
  public:
    facts look(const path& name) override {
        struct stat found {};
        if (::lstat(name.c_str(), &found) != 0) return {};
        return {kind_of(found), static_cast<std::uint64_t>(found.st_size), found.st_mtime,
                found.st_uid == ::geteuid()};
    }

    bool is_folder(const path& name) override {
        struct stat found {};
        return ::stat(name.c_str(), &found) == 0 && kind_of(found) == kind::folder;
    }

    opened open(const path& name, error_code& failure) override {
        // Check the kind before opening: opening a device or a FIFO can have effects.
        if (look(name).what != kind::file) {
            failure = make_error_code(boost::system::errc::invalid_argument);
            return {};
        }
        opened made{uninterrupted(
            [&] { return ::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY); })};
        struct stat found {};
        if (made.file < 0 || ::fstat(made.file, &found) != 0) failure = last_error();
        // Check again: after the first check, another file can have got the name.
        if (!failure && kind_of(found) != kind::file)
            failure = make_error_code(boost::system::errc::invalid_argument);
        if (failure && made.file >= 0) ::close(made.file);
        if (failure) return {};
        made.octets = static_cast<std::uint64_t>(found.st_size);
        return made;
    }

    std::size_t read(int file, std::uint64_t from, std::span<char> into, error_code& failure) override {
        const auto taken =
            uninterrupted([&] { return ::pread(file, into.data(), into.size(), static_cast<off_t>(from)); });
        if (taken < 0) failure = last_error();
        return taken < 0 ? 0 : static_cast<std::size_t>(taken);
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

    void start_write_back(int file, std::uint64_t from, std::uint64_t octets) override {
        sinks::start_write_back(file, from, octets);
    }

    error_code sync(int file) override {
        return outcome_of(uninterrupted([&] { return ::fsync(file); }));
    }

    error_code sync_data(int file) override {
        return outcome_of(uninterrupted([&] { return sinks::sync_data(file); }));
    }

    /// Does not repeat the call after a signal: Linux has closed the file, and another file may have the
    /// number now.
    error_code close(int file) override {
        if (::close(file) == 0 || errno == EINTR) return {};
        return last_error();
    }

    error_code rename(const path& from, const path& to) override {
        return outcome_of(::rename(from.c_str(), to.c_str()));
    }

    error_code rename_unless_taken(const path& from, const path& to) override {
        return sinks::rename_unless_taken(from, to);
    }

    error_code link(const path& from, const path& to) override {
        return outcome_of(::link(from.c_str(), to.c_str()));
    }

    /// EINVAL means that this file system cannot sync folders.
    error_code sync_folder(const path& folder) override {
        const int file =
            uninterrupted([&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
        if (file < 0) return last_error();
        const auto failure = sync(file);
        ::close(file);
        return failure.value() == EINVAL ? error_code() : failure;
    }

    error_code remove(const path& name) override { return outcome_of(::unlink(name.c_str())); }

    error_code make_folder(const path& name) override { return outcome_of(::mkdir(name.c_str(), 0777)); }

    error_code list(const path& folder, const std::function<void(std::string_view)>& take) override {
        struct closer {
            void operator()(DIR* open) const noexcept { ::closedir(open); }
        };
        const std::unique_ptr<DIR, closer> open(::opendir(folder.c_str()));
        if (!open) return last_error();
        for (;;) {
            errno = 0;
            const auto* const entry = ::readdir(open.get());
            if (!entry) return outcome_of(errno);
            const std::string_view name = entry->d_name;
            if (name != "." && name != "..") take(name);
        }
    }

    bool can_write(const path& folder) override {
        return ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
    }
};

}  // namespace

file_system& system_files() {
    static posix only;
    return only;
}

}  // namespace popline::sinks
