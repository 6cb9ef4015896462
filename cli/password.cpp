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
#include <popline/printable.hpp>
#include <stdexcept>

#include "secret_line.hpp"

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

/// Switches the echo of the terminal off for its lifetime. SIGINT and SIGTERM end the wait instead of the
/// process: a killed process would leave the terminal without echo.
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

    /// Waits until a line was typed. The two signals are blocked everywhere else. Throws if one of them
    /// arrives.
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

/// Reads a line without a C++ stream, whose buffer would keep a copy of the password. Reads single bytes, so
/// that the bytes after the line stay unread. `source` names it in an error.
popline::secret read_line(int from, const std::string& source) {
    secret_line line("password", source);
    while (!line.has_ended()) {
        char byte = 0;
        const auto got = ::read(from, &byte, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw std::runtime_error("cannot read " + source + ": " + std::strerror(errno));
        if (got == 0) break;
        line.add(byte);
    }
    return line.secret();
}

popline::secret ask(const std::string& whose) {
    const descriptor terminal("/dev/tty", O_RDWR);
    if (!terminal)
        throw std::runtime_error(
            "no password: use --password-file, --password-command, --netrc or POPLINE_PASSWORD; there is no "
            "terminal to ask at");
    const auto say = [&](const std::string& words) {
        return ::write(terminal.number(), words.data(), words.size()) >= 0;
    };
    // Turn the echo off before the prompt. This discards earlier input, and no later input is echoed.
    const silence while_typing(terminal.number());
    say("Password of " + whose + ": ");
    while_typing.wait_for_a_line();
    auto typed = read_line(terminal.number(), "the typed line");
    say("\n");
    return typed;
}

}  // namespace

popline::secret password_in_file(const std::string& file) {
    if (file == "-") return read_line(STDIN_FILENO, "the standard input");
    const descriptor open(file.c_str(), O_RDONLY);
    const auto source = "the password file " + popline::printable(file);
    if (!open) throw std::runtime_error("cannot open " + source + ": " + std::strerror(errno));
    return read_line(open.number(), source);
}

popline::secret password_of_environment_or_user(const std::string& whose) {
    if (const char* const given = std::getenv("POPLINE_PASSWORD")) {
        if (*given == '\0')
            throw std::runtime_error("POPLINE_PASSWORD is set but empty; unset it, or use --password-file");
        return popline::secret(given);
    }
    return ask(whose);
}

}  // namespace tool
