// SPDX-License-Identifier: BSL-1.0
#include "password.hpp"

#include <fcntl.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace tool {

namespace {

class descriptor {
  public:
    descriptor(const char* path, int how) : number_(::open(path, how | O_CLOEXEC)) {}
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ >= 0; }

  private:
    int number_;
};

/// No echo; and SIGINT and SIGTERM end the wait instead of the program, which would leave the terminal so.
class silence {
  public:
    explicit silence(int terminal) : terminal_(terminal) {
        struct sigaction wakes = {};
        wakes.sa_handler = [](int) {};
        sigset_t both;
        ::sigemptyset(&both);
        for (std::size_t at = 0; at < signals.size(); ++at) {
            ::sigaddset(&both, signals[at]);
            ::sigaction(signals[at], &wakes, &actions_[at]);
        }
        ::sigprocmask(SIG_BLOCK, &both, &mask_);
        ::tcgetattr(terminal_, &before_);
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(terminal_, TCSAFLUSH, &silent);
    }
    silence(const silence&) = delete;
    silence& operator=(const silence&) = delete;
    ~silence() {
        ::tcsetattr(terminal_, TCSAFLUSH, &before_);
        for (std::size_t at = 0; at < signals.size(); ++at)
            ::sigaction(signals[at], &actions_[at], nullptr);
        ::sigprocmask(SIG_SETMASK, &mask_, nullptr);
    }

    /// The signals are let in here and nowhere else.
    void wait_for_a_line() const {
        fd_set ready;
        FD_ZERO(&ready);
        FD_SET(terminal_, &ready);
        if (::pselect(terminal_ + 1, &ready, nullptr, nullptr, nullptr, &mask_) < 0)
            throw std::runtime_error("interrupted");
    }

  private:
    static constexpr std::array signals = {SIGINT, SIGTERM};

    int terminal_;
    termios before_{};
    sigset_t mask_{};
    struct sigaction actions_[signals.size()] = {};
};

/// A line from what no C++ stream buffers: a buffer would keep a copy.
popline::secret read_line(int from, const std::string& name) {
    char line[1024];
    const std::unique_ptr<char, void (*)(char*)> wiped(line,
                                                       [](char* at) { ::explicit_bzero(at, sizeof line); });
    std::size_t size = 0;
    while (size < sizeof line) {
        const auto got = ::read(from, line + size, 1);
        if (got < 0) throw std::runtime_error("cannot read " + name + ": " + std::strerror(errno));
        if (got == 0 || line[size] == '\n') break;
        ++size;
    }
    if (size == sizeof line) throw std::runtime_error("the password in " + name + " is too long");
    popline::secret made(std::string_view(line, size > 0 && line[size - 1] == '\r' ? size - 1 : size));
    if (made.empty()) throw std::runtime_error("there is no password in " + name);
    return made;
}

popline::secret ask(const std::string& whose) {
    const descriptor terminal("/dev/tty", O_RDWR);
    if (!terminal)
        throw std::runtime_error(
            "no password: give --password-file or POPLINE_PASSWORD, there is no terminal to ask at");
    const auto say = [&](const std::string& words) {
        return ::write(terminal.number(), words.data(), words.size()) >= 0;
    };
    say("Password of " + whose + ": ");
    const silence while_typing(terminal.number());
    while_typing.wait_for_a_line();
    auto typed = read_line(terminal.number(), "what was typed");
    say("\n");
    return typed;
}

}  // namespace

popline::secret find_password(const std::string& file, const std::string& whose) {
    if (!file.empty()) {
        const descriptor open(file.c_str(), O_RDONLY);
        if (!open) throw std::runtime_error("cannot open " + file + ": " + std::strerror(errno));
        return read_line(open.number(), file);
    }
    if (const char* const given = std::getenv("POPLINE_PASSWORD")) return popline::secret(given);
    return ask(whose);
}

}  // namespace tool
