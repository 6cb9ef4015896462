// SPDX-License-Identifier: BSL-1.0
#include "sync/start_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "sync/close_others.hpp"

extern char** environ;

namespace popline::syncing {

namespace {

/// A descriptor that is closed at the end of its scope.
class descriptor {
  public:
    explicit descriptor(int number = -1) noexcept : number_(number) {}
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor() { reset(-1); }

    void reset(int number) noexcept {
        if (number_ >= 0) ::close(number_);
        number_ = number;
    }
    int get() const noexcept { return number_; }
    int release() noexcept { return std::exchange(number_, -1); }

  private:
    int number_;
};

/// A copy whose number is none of the first three, which the new process gets. Negative if that fails.
int copy_above_standard(int of) noexcept {
    return ::fcntl(of, F_DUPFD_CLOEXEC, 3);
}

/// Makes a pipe of two descriptors above the first three. Returns 0, or an error number.
int make_pipe(descriptor& reading, descriptor& writing) noexcept {
    int ends[2];
    if (::pipe(ends) != 0) return errno;
    const descriptor reading_end(ends[0]);
    const descriptor writing_end(ends[1]);
    reading.reset(copy_above_standard(reading_end.get()));
    if (reading.get() < 0) return errno;
    writing.reset(copy_above_standard(writing_end.get()));
    if (writing.get() < 0) return errno;
    return ::fcntl(reading.get(), F_SETFL, O_NONBLOCK) == 0 ? 0 : errno;
}

/// What a new process does before it runs the program.
struct process_start {
    process_start() noexcept {
        ::posix_spawn_file_actions_init(&files);
        ::posix_spawnattr_init(&attributes);
    }
    process_start(const process_start&) = delete;
    process_start& operator=(const process_start&) = delete;
    ~process_start() {
        ::posix_spawn_file_actions_destroy(&files);
        ::posix_spawnattr_destroy(&attributes);
    }

    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
};

/// Returns 0, or an error number.
int set_files(process_start& of, int input, int diagnostics) noexcept {
    int failure = ::posix_spawn_file_actions_adddup2(&of.files, input, STDIN_FILENO);
    if (failure == 0)
        failure = ::posix_spawn_file_actions_addopen(&of.files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (failure == 0) failure = ::posix_spawn_file_actions_adddup2(&of.files, diagnostics, STDERR_FILENO);
    return failure == 0 ? close_others(of.files) : failure;
}

/// Returns 0, or an error number.
int set_signals(process_start& of) noexcept {
    sigset_t none;
    ::sigemptyset(&none);
    sigset_t by_default = none;
    for (const int one : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD,
                          SIGTSTP, SIGTTIN, SIGTTOU, SIGXFSZ})
        ::sigaddset(&by_default, one);
    const auto flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    int failure = ::posix_spawnattr_setflags(&of.attributes, static_cast<short>(flags));
    if (failure == 0) failure = ::posix_spawnattr_setpgroup(&of.attributes, 0);
    if (failure == 0) failure = ::posix_spawnattr_setsigmask(&of.attributes, &none);
    if (failure == 0) failure = ::posix_spawnattr_setsigdefault(&of.attributes, &by_default);
    return failure;
}

}  // namespace

started_process start_process(const std::vector<std::string>& command, int input) {
    started_process made;
    std::vector<char*> words;
    words.reserve(command.size() + 1);
    for (const auto& word : command)
        words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);

    descriptor reading;
    descriptor writing;
    const descriptor from(copy_above_standard(input));
    process_start ready;
    made.failure = from.get() < 0 ? errno : make_pipe(reading, writing);
    if (made.failure == 0) made.failure = set_files(ready, from.get(), writing.get());
    if (made.failure == 0) made.failure = set_signals(ready);
    pid_t id = -1;
    if (made.failure == 0)
        made.failure = ::posix_spawnp(&id, words[0], &ready.files, &ready.attributes, words.data(), environ);
    if (made.failure != 0) return made;
    made.id = id;
    made.diagnostics = reading.release();
    return made;
}

}  // namespace popline::syncing
