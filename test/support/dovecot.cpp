// SPDX-License-Identifier: BSL-1.0
#include "support/dovecot.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "support/spawn.hpp"

namespace popline::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto longest_start = 20s;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

struct pipe_ends {
    int read = -1;
    int write = -1;

    pipe_ends() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe2");
        read = ends[0];
        write = ends[1];
    }
    ~pipe_ends() {
        ::close(read);
        ::close(write);
    }
    pipe_ends(const pipe_ends&) = delete;
    pipe_ends& operator=(const pipe_ends&) = delete;
};

// Reads the output of the script until the script closes it: the ports, or the reason of a failure. After
// a time limit it stops, and the text ends with a note that says so.
std::string read_all(int from) {
    std::string text;
    // The script has a shorter limit of its own, with a better error text.
    const auto deadline = clock::now() + longest_start + 2s;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock::now());
        pollfd ready{from, POLLIN, 0};
        if (left <= 0ms || (::poll(&ready, 1, static_cast<int>(left.count())) < 0 && errno != EINTR))
            return text + "(the script did not report its ports in time)";
        if (ready.revents == 0) continue;
        char buffer[4096];
        const auto count = ::read(from, buffer, sizeof buffer);
        if (count <= 0) return text;
        text.append(buffer, static_cast<std::size_t>(count));
    }
}

}  // namespace

dovecot::dovecot() {
    char name[] = "/tmp/popline-dovecot-XXXXXX";
    if (::mkdtemp(name) == nullptr) fail("mkdtemp");
    folder_ = name;
    try {
        start();
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
        throw;
    }
}

dovecot::~dovecot() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void dovecot::start() {
    pipe_ends leash, answers;
    script_ = spawn({POPLINE_DOVECOT_SCRIPT, folder_.string()}, leash.read, answers.write);
    leash_ = std::exchange(leash.write, -1);
    ::close(std::exchange(answers.write, -1));
    const std::string output = read_all(answers.read);
    if (std::sscanf(output.c_str(), "plain=%hu\ntls=%hu\n", &port_, &tls_port_) != 2) {
        stop();
        throw std::runtime_error("cannot start Dovecot for this test: " + output);
    }
}

void dovecot::restart() {
    stop();
    start();
}

void dovecot::stop() {
    if (script_ < 0) return;
    ::close(std::exchange(leash_, -1));
    // waitpid has no time limit, so poll. The script ends earlier than this limit, which is only a safeguard.
    const auto deadline = clock::now() + 15s;
    while (::waitpid(script_, nullptr, WNOHANG) == 0) {
        if (clock::now() > deadline) ::kill(script_, SIGKILL);  // then the kernel sends SIGTERM to Dovecot
        std::this_thread::sleep_for(2ms);
    }
    script_ = -1;
}

}  // namespace popline::test
