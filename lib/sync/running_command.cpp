// SPDX-License-Identifier: BSL-1.0
#include "sync/running_command.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace popline::syncing {

namespace {

constexpr std::size_t most_diagnostics = 512;
constexpr std::chrono::seconds patience{1};  // from SIGTERM to SIGKILL

}  // namespace

running_command::running_command(const std::vector<std::string>& command, int input,
                                 std::chrono::milliseconds limit)
    : process_(start_process(command, input)), deadline_(clock::now() + limit) {
    end_.start_failure = process_.failure;
    has_ended_ = process_.id < 0;
}

running_command::~running_command() {
    close_diagnostics();
    if (has_ended_) return;
    signal(SIGKILL);
    reap(0);
}

void running_command::look() {
    if (has_ended_) return;
    read_diagnostics();
    const bool is_ending = kill_at_ != clock::time_point::max();
    // Kill what is left of the group before the process is waited for: after that, its number may belong to
    // another group.
    if (is_ending && has_exited()) ::kill(-process_.id, SIGKILL);
    has_ended_ = reap(WNOHANG);
    if (has_ended_) {
        // What was written last can have come after the first look.
        read_diagnostics();
        close_diagnostics();
        return;
    }
    const auto now = clock::now();
    if (now >= deadline_ && !is_ending) {
        end_.has_timed_out = true;
        signal(SIGTERM);
        kill_at_ = now + patience;
    }
    if (now >= kill_at_) signal(SIGKILL);
}

void running_command::stop() {
    if (has_ended_ || kill_at_ != clock::time_point::max()) return;
    end_.was_stopped = true;
    signal(SIGTERM);
    kill_at_ = clock::now() + patience;
}

/// Reads everything, so that the command does not wait, and keeps the first bytes.
void running_command::read_diagnostics() {
    char piece[4'096];
    for (int times = 0; process_.diagnostics >= 0 && times < 16; ++times) {
        const auto taken = ::read(process_.diagnostics, piece, sizeof piece);
        if (taken < 0 && errno == EINTR) continue;
        if (taken < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (taken <= 0) return close_diagnostics();
        const auto room = most_diagnostics - end_.diagnostics.size();
        end_.diagnostics.append(piece, std::min(room, static_cast<std::size_t>(taken)));
    }
}

void running_command::close_diagnostics() noexcept {
    if (process_.diagnostics >= 0) ::close(std::exchange(process_.diagnostics, -1));
}

/// The process has not been waited for, so its number belongs to no other process.
void running_command::signal(int number) noexcept {
    ::kill(-process_.id, number);
    ::kill(process_.id, number);
}

bool running_command::has_exited() const noexcept {
    siginfo_t found{};
    const int flags = WEXITED | WNOHANG | WNOWAIT;
    return ::waitid(P_PID, static_cast<id_t>(process_.id), &found, flags) == 0 && found.si_pid != 0;
}

bool running_command::reap(int options) noexcept {
    int status = 0;
    pid_t found = ::waitpid(process_.id, &status, options);
    while (found < 0 && errno == EINTR)
        found = ::waitpid(process_.id, &status, options);
    if (found == process_.id) end_.status = status;
    // A failure means that the program ignores SIGCHLD, or has waited for the process elsewhere.
    return found != 0;
}

}  // namespace popline::syncing
