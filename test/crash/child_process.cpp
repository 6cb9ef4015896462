// SPDX-License-Identifier: BSL-1.0
#include "crash/child_process.hpp"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace popline::test {

namespace {

[[noreturn]] void become_child(const child_process::body& run, bool is_traced) {
    // Standard input to standard error stay open.
    if (::close_range(3, ~0U, 0) != 0) ::_exit(3);
    if (is_traced) {
        if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(4);
        ::raise(SIGSTOP);  // the parent sets its options, and lets this process go on
    }
    ::_exit(run());
}

}  // namespace

child_process::child_process(const body& run) : child_process(run, false) {}

child_process::child_process(const body& run, bool is_traced) : id_(::fork()) {
    if (id_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (id_ == 0) become_child(run, is_traced);
}

child_process::~child_process() {
    if (has_ended_) return;
    kill();
    ::waitpid(id_, nullptr, __WALL);
}

bool child_process::has_ended() {
    int status = 0;
    if (!has_ended_ && ::waitpid(id_, &status, WNOHANG) == id_) note_end(status);
    return has_ended_;
}

void child_process::kill() noexcept {
    if (!has_ended_) ::kill(id_, SIGKILL);
}

void child_process::note_end(int wait_status) noexcept {
    has_ended_ = true;
    status_ = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1;
}

}  // namespace popline::test
