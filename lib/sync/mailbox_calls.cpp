// SPDX-License-Identifier: BSL-1.0
#include "sync/mailbox_calls.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "sinks/file_system.hpp"

namespace popline::syncing {

namespace {

using boost::system::error_code;

error_code last_error() noexcept {
    return {errno, boost::system::system_category()};
}

// The lock of an open file also keeps other deliveries of this process out, and stays if one of them closes
// the file.
#ifdef F_OFD_SETLK
constexpr int set_lock = F_OFD_SETLK;
#else
constexpr int set_lock = F_SETLK;
#endif

class system_calls final : public mailbox_calls {
  public:
    // O_NONBLOCK: opening a FIFO must not block.
    int open(const std::filesystem::path& name, error_code& failure) override {
        const int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
        const int file = ::open(name.c_str(), flags, 0600);
        struct stat found {};
        if (file < 0 || ::fstat(file, &found) != 0)
            failure = last_error();
        else if (!S_ISREG(found.st_mode))
            failure = make_error_code(boost::system::errc::invalid_argument);
        if (failure && file >= 0) ::close(file);
        return failure ? -1 : file;
    }

    error_code lock(int file) override {
        struct flock whole {};
        whole.l_type = F_WRLCK;
        whole.l_whence = SEEK_SET;
        if (::fcntl(file, set_lock, &whole) == 0) return {};
        if (errno == EACCES || errno == EAGAIN || errno == EINTR)
            return make_error_code(boost::system::errc::resource_unavailable_try_again);
        return last_error();
    }

    bool is_at(int file, const std::filesystem::path& name) override {
        struct stat open {};
        struct stat named {};
        return ::fstat(file, &open) == 0 && ::lstat(name.c_str(), &named) == 0 && open.st_dev == named.st_dev
               && open.st_ino == named.st_ino;
    }

    std::uint64_t size(int file, error_code& failure) override {
        struct stat found {};
        if (::fstat(file, &found) != 0) failure = last_error();
        return static_cast<std::uint64_t>(found.st_size);
    }

    error_code read(int file, std::uint64_t from, std::span<char> into) override {
        while (!into.empty()) {
            const auto taken = ::pread(file, into.data(), into.size(), static_cast<off_t>(from));
            if (taken < 0 && errno == EINTR) continue;
            if (taken < 0) return last_error();
            if (taken == 0) return make_error_code(boost::system::errc::io_error);
            into = into.subspan(static_cast<std::size_t>(taken));
            from += static_cast<std::uint64_t>(taken);
        }
        return {};
    }

    error_code write(int file, std::uint64_t at, std::string_view bytes) override {
        while (!bytes.empty()) {
            const auto written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return last_error();
            if (written == 0) return make_error_code(boost::system::errc::io_error);
            bytes.remove_prefix(static_cast<std::size_t>(written));
            at += static_cast<std::uint64_t>(written);
        }
        return {};
    }

    error_code truncate(int file, std::uint64_t size) override {
        int result = ::ftruncate(file, static_cast<off_t>(size));
        while (result != 0 && errno == EINTR)
            result = ::ftruncate(file, static_cast<off_t>(size));
        return result == 0 ? error_code() : last_error();
    }

    error_code sync(int file) override { return sinks::system_files().sync(file); }
    error_code sync_folder(const std::filesystem::path& folder) override {
        return sinks::system_files().sync_folder(folder);
    }
    void close(int file) noexcept override { ::close(file); }
};

}  // namespace

mailbox_calls& system_mailbox_calls() {
    static system_calls only;
    return only;
}

}  // namespace popline::syncing
