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

#include "reopen.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {
constexpr std::size_t most_kept = std::size_t{16} << 20;
}

output::output(asio::io_context& context, std::optional<std::chrono::milliseconds> patience)
    : pipe_(context), limit_(context), changed_(context), patience_(patience) {
    struct stat found {};
    // A file or a disk is always ready, and epoll does not accept it.
    if (::fstat(STDOUT_FILENO, &found) == 0 && !S_ISREG(found.st_mode) && !S_ISBLK(found.st_mode))
        open_pipe();
}

/// Opens the same pipe or terminal again. Other processes, such as the shell, share the file description of
/// the standard output; if that became non-blocking, their writes would fail. A socket cannot be opened
/// again, so its flags are changed, and restored at the end.
void output::open_pipe() {
    // Check this first: if an output that is open for reading only were opened again, it would accept writes.
    if ((::fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE) == O_RDONLY) return;
    int file = reopen(STDOUT_FILENO);
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

void output::fail(const std::string& why) {
    if (failure_.empty()) failure_ = "cannot write to the standard output: " + why;
    kept_.clear();
    written_ = 0;
    limit_.cancel();
    changed_.cancel();
}

void output::throw_failure() {
    if (failure_.empty()) return;
    was_thrown_ = true;
    throw std::runtime_error(failure_);
}

bool output::write(std::string_view bytes) {
    if (bytes.empty()) return true;
    throw_failure();
    kept_ += bytes;
    if (!is_waiting_) flush();
    throw_failure();
    return waiting() <= most_kept;
}

/// Writes as much as the output takes now. `wait` writes the rest when the output is ready.
void output::flush() {
    const int file = pipe_.is_open() ? pipe_.native_handle() : STDOUT_FILENO;
    while (waiting() > 0) {
        const auto taken = ::write(file, kept_.data() + written_, waiting());
        if (taken < 0 && errno == EINTR) continue;
        if (taken < 0 && errno == EAGAIN && pipe_.is_open()) return wait();
        if (taken < 0) return fail(std::strerror(errno));
        written_ += static_cast<std::size_t>(taken);
        if (written_ < kept_.size() / 2) continue;
        kept_.erase(0, written_);
        written_ = 0;
    }
    changed_.cancel();
}

void output::wait() {
    changed_.cancel();
    is_waiting_ = true;
    if (patience_) {
        limit_.expires_after(*patience_);
        limit_.async_wait([this](boost::system::error_code failure) {
            // `flush` may have moved the limit after this handler was queued.
            if (failure || !is_waiting_ || limit_.expiry() > std::chrono::steady_clock::now()) return;
            fail("nothing was read within --timeout");
            pipe_.cancel();
        });
    }
    pipe_.async_wait(asio::posix::stream_descriptor::wait_write, [this](boost::system::error_code failure) {
        is_waiting_ = false;
        limit_.cancel();
        if (failure) return fail(failure.message());
        if (failure_.empty()) flush();
    });
}

asio::awaitable<void> output::until_no_more_than(std::size_t bytes) {
    while (failure_.empty() && waiting() > bytes) {
        boost::system::error_code changed;
        changed_.expires_at(std::chrono::steady_clock::time_point::max());
        co_await changed_.async_wait(asio::redirect_error(asio::use_awaitable, changed));
    }
}

asio::awaitable<void> output::until_room() {
    co_await until_no_more_than(most_kept / 2);
    throw_failure();
}

asio::awaitable<void> output::finish() {
    co_await until_no_more_than(0);
    if (!was_thrown_) throw_failure();
}

void output::give_up() {
    fail("interrupted");
    if (pipe_.is_open()) pipe_.cancel();
}

}  // namespace tool
