// SPDX-License-Identifier: BSL-1.0
#include "crash/traced_process.hpp"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace popline::test {

std::string name_of_call(std::uint64_t number) {
    static constexpr std::pair<long, const char*> names[] = {
        {SYS_fdatasync, "fdatasync"},
        {SYS_fsync, "fsync"},
        {SYS_renameat2, "renameat2"},
        {SYS_openat, "openat"},
        {SYS_close, "close"},
        {SYS_write, "write"},
        {SYS_pwrite64, "pwrite64"},
        {SYS_ftruncate, "ftruncate"},
        {SYS_mkdirat, "mkdirat"},
        {SYS_unlinkat, "unlinkat"},
#ifdef SYS_unlink  // not on newer architectures
        {SYS_unlink, "unlink"},
        {SYS_mkdir, "mkdir"},
        {SYS_rename, "rename"},
#endif
        {SYS_sendto, "sendto"},
        {SYS_recvfrom, "recvfrom"},
        {SYS_pread64, "pread64"},
        {SYS_newfstatat, "newfstatat"},
        {SYS_sync_file_range, "sync_file_range"},
        {SYS_futex, "futex"},
    };
    for (const auto& [call, name] : names)
        if (static_cast<std::uint64_t>(call) == number) return name;
    return "other";
}

traced_process::traced_process(const body& run, std::size_t kill_at, filter counts)
    : child_process(run, true), kill_at_(kill_at), counts_(std::move(counts)) {
    int status = 0;
    if (::waitpid(id(), &status, __WALL) != id() || !WIFSTOPPED(status)) {
        note_end(status);
        throw std::runtime_error("this system does not let a program trace another one");
    }
    const auto options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
    if (::ptrace(PTRACE_SETOPTIONS, id(), nullptr, options) != 0
        || ::ptrace(PTRACE_SYSCALL, id(), nullptr, 0) != 0)
        throw std::system_error(errno, std::generic_category(), "ptrace");
}

bool traced_process::has_ended() {
    while (!is_at_end_ && take_stop()) {}
    return is_at_end_;
}

/// Lets a thread go on that has stopped. Returns false if none has. The ends of threads are waited for, too:
/// the process ends after them.
bool traced_process::take_stop() {
    int status = 0;
    const auto thread = ::waitpid(-1, &status, __WALL | WNOHANG);
    if (thread <= 0) return false;
    if (!WIFSTOPPED(status)) {
        if (thread != id()) return true;
        note_end(status);
        is_at_end_ = true;
        return true;
    }
    const auto signal = WSTOPSIG(status);
    const bool is_call = signal == (SIGTRAP | 0x80);
    if (is_call) stop_at_call(thread);
    // A new thread begins with SIGSTOP, and a clone is told by SIGTRAP. All other signals are the process's.
    const bool is_of_process = !is_call && signal != SIGSTOP && signal != SIGTRAP;
    // It fails for a thread that was killed in the meantime.
    ::ptrace(PTRACE_SYSCALL, thread, nullptr, is_of_process ? signal : 0);
    return true;
}

void traced_process::stop_at_call(pid_t thread) {
    __ptrace_syscall_info info{};
    if (::ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) <= 0) return;
    if (info.op != PTRACE_SYSCALL_INFO_ENTRY || !counts_(info.entry.nr) || !killed_at_.empty()) return;
    if (++calls_ != kill_at_) return;
    killed_at_ = name_of_call(info.entry.nr);
    kill();
}

}  // namespace popline::test
