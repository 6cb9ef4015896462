// SPDX-License-Identifier: BSL-1.0
#include "output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace tool {

namespace asio = boost::asio;

namespace {

[[noreturn]] void fail(const std::string& why) {
    throw std::runtime_error("cannot write to the output: " + why);
}

}  // namespace

output::output(asio::io_context& context, std::optional<std::chrono::milliseconds> patience)
    : pipe_(context), limit_(context), patience_(patience) {
    struct stat found {};
    // A file on a disk is always ready; epoll does not even know it.
    if (::fstat(STDOUT_FILENO, &found) == 0 && !S_ISREG(found.st_mode) && !S_ISBLK(found.st_mode))
        open_pipe();
}

/// A second description of the same pipe or terminal, since others share the first one, and would see that it
/// does not block any more: the shell, for example. A socket has no second one, so its flags are restored.
void output::open_pipe() {
    int file = ::open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (file < 0) {
        file = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
        flags_ = ::fcntl(STDOUT_FILENO, F_GETFL);
        if (file < 0 || flags_ < 0) return;
        ::fcntl(file, F_SETFL, flags_ | O_NONBLOCK);
    }
    boost::system::error_code failure;
    pipe_.assign(file, failure);
    if (failure) ::close(file);
}

output::~output() {
    if (flags_ >= 0) ::fcntl(STDOUT_FILENO, F_SETFL, flags_);
}

std::string_view output::take(std::string_view octets) {
    const int file = pipe_.is_open() ? pipe_.native_handle() : STDOUT_FILENO;
    while (!octets.empty()) {
        if (has_given_up_) fail("interrupted");
        const auto written = ::write(file, octets.data(), octets.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && errno == EAGAIN && pipe_.is_open()) break;
        if (written < 0) fail(std::strerror(errno));
        octets.remove_prefix(static_cast<std::size_t>(written));
    }
    return octets;
}

asio::awaitable<void> output::write(std::string_view octets) {
    octets = take(octets);
    while (!octets.empty()) {
        co_await until_ready();
        octets = take(octets);
    }
}

asio::awaitable<void> output::write_all(std::string octets) {
    co_await write(octets);
}

asio::awaitable<void> output::until_ready() {
    is_late_ = false;
    if (patience_) {
        limit_.expires_after(*patience_);
        limit_.async_wait([this](boost::system::error_code failure) {
            // The limit may have been moved after this handler was queued.
            if (failure || limit_.expiry() > std::chrono::steady_clock::now()) return;
            is_late_ = true;
            pipe_.cancel();
        });
    }
    boost::system::error_code failure;
    co_await pipe_.async_wait(asio::posix::stream_descriptor::wait_write,
                              asio::redirect_error(asio::use_awaitable, failure));
    limit_.cancel();
    if (has_given_up_) fail("interrupted");
    if (is_late_) fail("nothing was taken in time");
    if (failure) fail(failure.message());
}

void output::give_up() {
    has_given_up_ = true;
    if (pipe_.is_open()) pipe_.cancel();
}

}  // namespace tool
