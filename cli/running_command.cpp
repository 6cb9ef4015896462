// SPDX-License-Identifier: BSL-1.0
#include "running_command.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

extern char** environ;

namespace tool {

namespace {

/// Lets no new process inherit the descriptors that are open now, except the standard ones. Asio opens its
/// sockets without this mark.
void mark_private() noexcept {
    const long limit = ::sysconf(_SC_OPEN_MAX);
    const int end = limit < 0 ? 65'536 : static_cast<int>(std::min(limit, 65'536L));
    for (int descriptor = 3; descriptor < end; ++descriptor)
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);  // fails if it is not open
}

/// What the new process does before it runs the shell.
struct preparation {
    explicit preparation(int output) {
        ::posix_spawn_file_actions_init(&files);
        ::posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
        // The tool ignores SIGPIPE. The command must not inherit that.
        sigset_t by_default;
        ::sigemptyset(&by_default);
        ::sigaddset(&by_default, SIGPIPE);
        ::posix_spawnattr_init(&attributes);
        ::posix_spawnattr_setsigdefault(&attributes, &by_default);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    }
    preparation(const preparation&) = delete;
    preparation& operator=(const preparation&) = delete;
    ~preparation() {
        ::posix_spawn_file_actions_destroy(&files);
        ::posix_spawnattr_destroy(&attributes);
    }

    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
};

/// Returns 0, or an error number.
int start(const std::string& line, int output, pid_t& id) {
    const preparation ready(output);
    char shell[] = "/bin/sh";
    char option[] = "-c";
    std::string script = line;
    char* const words[] = {shell, option, script.data(), nullptr};
    return ::posix_spawn(&id, shell, &ready.files, &ready.attributes, words, environ);
}

}  // namespace

running_command::running_command(const std::string& line, const std::string& what)
    : what_(what), line_(what, "the output of the " + what + " command") {
    int ends[2];
    int failure = ::pipe(ends) == 0 ? 0 : errno;
    if (failure == 0) {
        output_ = ends[0];
        ::fcntl(output_, F_SETFL, O_NONBLOCK);
        mark_private();
        failure = start(line, ends[1], id_);
        ::close(ends[1]);
    }
    if (failure == 0) return;
    if (output_ >= 0) ::close(output_);
    throw std::runtime_error("cannot run the " + what_ + " command: " + std::strerror(failure));
}

running_command::~running_command() {
    ::close(output_);
    if (has_ended_) return;
    ::kill(id_, SIGTERM);
    ::waitpid(id_, nullptr, WNOHANG);
}

bool running_command::has_ended() {
    if (has_ended_) return true;
    // Look for the end first: what was printed before the end is then in the pipe.
    int status = 0;
    const auto ended = ::waitpid(id_, &status, WNOHANG);
    has_ended_ = ended == id_ || (ended < 0 && errno != EINTR);
    if (ended == id_) status_ = status;
    read_all();
    return has_ended_;
}

popline::secret running_command::first_line() const {
    if (!status_) throw std::runtime_error("the " + what_ + " command may have failed: its status was lost");
    if (WIFSIGNALED(*status_))
        throw std::runtime_error("the " + what_ + " command failed: signal "
                                 + std::to_string(WTERMSIG(*status_)) + " ended it");
    if (*status_ != 0)
        throw std::runtime_error("the " + what_ + " command failed: it ended with status "
                                 + std::to_string(WEXITSTATUS(*status_)));
    return line_.secret();
}

void running_command::read_all() {
    char piece[4096];
    for (;;) {
        const auto got = ::read(output_, piece, sizeof piece);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        for (ssize_t at = 0; at < got && !line_.has_ended(); ++at)
            line_.add(piece[at]);
        overwrite(piece, sizeof piece);
    }
}

}  // namespace tool
