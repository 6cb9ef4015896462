// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <utility>
#include <vector>

extern char** environ;

namespace popline::test {

/// How long a test waits for an event before it fails.
inline constexpr int patience_in_milliseconds = 20'000;

/// Waits until a descriptor can be read. Returns false after 20 s.
inline bool is_readable_in_time(int descriptor) {
    pollfd ready{descriptor, POLLIN, 0};
    return ::poll(&ready, 1, patience_in_milliseconds) == 1;
}

/// A program that runs beside the test. The test reads its two outputs line by line, and sends it signals.
class process {
  public:
    explicit process(std::vector<std::string> words) {
        int ends[2];
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        output_ = ends[0];
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
        std::vector<char*> arguments;
        for (auto& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        const int failure = ::posix_spawn(&id_, arguments[0], &actions, nullptr, arguments.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        REQUIRE(failure == 0);
    }
    process(const process&) = delete;
    process& operator=(const process&) = delete;
    ~process() {
        if (id_ > 0) {
            ::kill(id_, SIGKILL);
            ::waitpid(id_, nullptr, 0);
        }
        ::close(output_);
    }

    void signal(int number) const { REQUIRE(::kill(id_, number) == 0); }

    /// The next line of output, without its line end. Empty if the outputs are closed.
    std::string line() {
        std::size_t end;
        while ((end = unread_.find('\n')) == unread_.npos)
            if (!read()) return std::exchange(unread_, "");
        const auto next = unread_.substr(0, end);
        unread_.erase(0, end + 1);
        return next;
    }
    /// All output up to its end, except the lines that were taken.
    std::string rest() {
        while (read()) {}
        return std::exchange(unread_, "");
    }
    /// Waits for the end. Returns the exit status, or 128 and the number of the signal.
    int wait() {
        while (read()) {}
        int status = 0;
        REQUIRE(::waitpid(std::exchange(id_, 0), &status, 0) > 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }

  private:
    bool read() {
        REQUIRE(is_readable_in_time(output_));
        char piece[4096];
        const auto size = ::read(output_, piece, sizeof piece);
        if (size > 0) unread_.append(piece, static_cast<std::size_t>(size));
        return size > 0;
    }

    pid_t id_ = 0;
    int output_ = -1;
    std::string unread_;
};

}  // namespace popline::test
