// SPDX-License-Identifier: BSL-1.0
#include "net/wake_pipe.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace popline::net {

wake_pipe::wake_pipe() {
    if (::pipe(ends_) != 0) throw std::system_error(errno, std::system_category());
    for (const int end : ends_) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
}

wake_pipe::~wake_pipe() {
    for (const int end : ends_)
        ::close(end);
}

void wake_pipe::wake() noexcept {
    // A pipe that is full wakes the thread as well.
    static_cast<void>(!::write(ends_[1], "", 1));
}

void wake_pipe::clear() noexcept {
    char unused[64];
    while (::read(ends_[0], unused, sizeof unused) > 0) {}
}

}  // namespace popline::net
