// SPDX-License-Identifier: BSL-1.0
#include "password.hpp"

#include <fcntl.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <vector>

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

/// Octets that are overwritten before their memory is given back, also when there is no more room for them.
class wiped_line {
  public:
    wiped_line() : octets_(128, '\0') {}
    wiped_line(const wiped_line&) = delete;
    wiped_line& operator=(const wiped_line&) = delete;
    ~wiped_line() { ::explicit_bzero(octets_.data(), octets_.size()); }

    void add(char octet) {
        if (size_ == octets_.size()) grow();
        octets_[size_++] = octet;
    }
    std::string_view text() const noexcept { return {octets_.data(), size_}; }

  private:
    void grow() {
        std::vector<char> larger(octets_.size() * 2, '\0');
        std::ranges::copy(octets_, larger.begin());
        octets_.swap(larger);
        ::explicit_bzero(larger.data(), larger.size());
    }

    std::vector<char> octets_;
    std::size_t size_ = 0;
};

constexpr std::size_t longest = std::size_t{64} << 10;  // tokens have some thousand octets

/// Without what editors put around it: the mark of UTF-8 before it, the CR of a line end after it.
std::string_view without_marks(std::string_view line) noexcept {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (line.starts_with(mark)) line.remove_prefix(mark.size());
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// A line from what no C++ stream buffers: a buffer would keep a copy. Octet by octet, so that whatever
/// follows the line is left to others.
popline::secret read_line(int from, const std::string& name) {
    wiped_line line;
    for (;;) {
        char octet = 0;
        const auto got = ::read(from, &octet, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw std::runtime_error("cannot read " + name + ": " + std::strerror(errno));
        if (got == 0 || octet == '\n') break;
        if (line.text().size() == longest)
            throw std::runtime_error("the password in " + name + " is longer than 65536 octets");
        line.add(octet);
    }
    popline::secret made(without_marks(line.text()));
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
    const silence while_typing(
        terminal.number());  // first: it forgets what was typed before, and echoes none
    say("Password of " + whose + ": ");
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
    if (const char* const given = std::getenv("POPLINE_PASSWORD")) {
        if (*given == '\0') throw std::runtime_error("POPLINE_PASSWORD is set, but empty");
        return popline::secret(given);
    }
    return ask(whose);
}

}  // namespace tool
