// SPDX-License-Identifier: BSL-1.0
// Runs a program, and then prints the time and the peak memory of its whole process. It is a small program of
// its own, because the kernel counts the memory of the starting process as part of the new process's peak.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: measure PROGRAM [ARGUMENT...]\n", stderr);
        return 2;
    }
    rlimit files{};  // one socket per session
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    const auto begin = std::chrono::steady_clock::now();
    const auto child = ::fork();
    if (child == 0) {
        ::execvp(argv[1], argv + 1);
        std::perror(argv[1]);
        ::_exit(127);
    }
    int status = 0;
    rusage used{};
    if (::wait4(child, &status, 0, &used) < 0) return 1;
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    std::printf("whole_wall=%.6f whole_cpu=%.6f rss=%ld\n", wall.count(),
                seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
