// SPDX-License-Identifier: BSL-1.0
#include "console.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <popline/printable.hpp>
#include <utility>

namespace tool {

namespace {

constexpr std::size_t most_kept = std::size_t{16} << 20;
constexpr std::string_view error_prefix = "popline: ";  // an error begins with it
// A pipe that is ready takes so many bytes without blocking (POSIX).
constexpr std::size_t most_at_once = PIPE_BUF;

std::string printed;
std::string kept;
std::size_t lost = 0;

bool is_ready(int milliseconds) {
    pollfd error{STDERR_FILENO, POLLOUT, 0};
    // After a signal, poll again: the signal handler runs in the executor, not here.
    int found = ::poll(&error, 1, milliseconds);
    while (found < 0 && errno == EINTR)
        found = ::poll(&error, 1, milliseconds);
    return found > 0;
}

/// Writes the kept lines in pieces and waits at most this long for each piece. Drops them if the standard
/// error is broken: it has no reader.
void flush(int milliseconds) {
    std::size_t done = 0;
    while (done < kept.size() && is_ready(milliseconds)) {
        const auto piece = std::string_view(kept).substr(done, most_at_once);
        const auto written = ::write(STDERR_FILENO, piece.data(), piece.size());
        if (written > 0) done += static_cast<std::size_t>(written);
        if (written < 0 && errno == EAGAIN) break;
        if (written < 0 && errno != EINTR) done = kept.size();
    }
    kept.erase(0, done);
}

void write_line(const std::string& line) {
    if (kept.size() + line.size() <= most_kept)
        kept += line;
    else
        ++lost;
    flush(0);
    if (lost > 0 && kept.empty())
        kept = std::string(error_prefix) + counted(std::exchange(lost, 0), "line")
               + " missing here: nobody read the standard error\n";
}

}  // namespace

void print(std::string_view text) {
    printed += text;
}

std::string escaped_for_terminal(std::string_view bytes) {
    if (::isatty(STDOUT_FILENO) == 0) return std::string(bytes);
    std::string made;
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        auto line = bytes.substr(0, end);
        bytes.remove_prefix(end == bytes.npos ? bytes.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        made += popline::printable(line);
        if (end != bytes.npos) made += '\n';
    }
    return made;
}

void print_message(std::string_view bytes) {
    print(escaped_for_terminal(bytes));
}

std::string take_printed() {
    return std::exchange(printed, {});
}

void complain(std::string_view words) {
    write_line(std::string(error_prefix) + std::string(words) + "\n");
}

void inform(std::string_view words) {
    write_line(std::string(words) + "\n");
}

void draw(std::string_view text) {
    if (!kept.empty() || !is_ready(0)) return;
    [[maybe_unused]] const auto written =
        ::write(STDERR_FILENO, text.data(), std::min(text.size(), most_at_once));
}

void flush_complaints(std::optional<std::chrono::milliseconds> patience) {
    flush(patience ? static_cast<int>(std::min<std::int64_t>(patience->count(), INT_MAX)) : -1);
    kept.clear();
}

std::string_view reason(const std::exception& failure) {
    const std::string_view words = failure.what();
    return words.starts_with(error_prefix) ? words.substr(error_prefix.size()) : words;
}

std::string counted(std::uint64_t number, std::string_view noun) {
    return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

}  // namespace tool
