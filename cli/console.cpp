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
// A pipe that is ready takes so many octets without blocking (POSIX).
constexpr std::size_t most_at_once = PIPE_BUF;

std::string printed;
std::string kept;
std::size_t lost = 0;

bool is_ready(int milliseconds) {
    pollfd error{STDERR_FILENO, POLLOUT, 0};
    // After a signal: once more, since the handler runs in the executor and not here.
    int found = ::poll(&error, 1, milliseconds);
    while (found < 0 && errno == EINTR)
        found = ::poll(&error, 1, milliseconds);
    return found > 0;
}

/// Writes what can be written; waits that long for each piece. A standard error that is broken has no reader:
/// what is kept for it is dropped.
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

}  // namespace

void print(std::string_view octets) {
    printed += octets;
}

std::string shown(std::string_view octets) {
    if (::isatty(STDOUT_FILENO) == 0) return std::string(octets);
    std::string made;
    while (!octets.empty()) {
        const auto end = octets.find('\n');
        auto line = octets.substr(0, end);
        octets.remove_prefix(end == octets.npos ? octets.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        made += popline::printable(line);
        if (end != octets.npos) made += '\n';
    }
    return made;
}

void print_message(std::string_view octets) {
    print(shown(octets));
}

std::string take_printed() {
    return std::exchange(printed, {});
}

void complain(std::string_view words) {
    const auto line = "popline: " + std::string(words) + "\n";
    if (kept.size() + line.size() <= most_kept)
        kept += line;
    else
        ++lost;
    flush(0);
    if (lost > 0 && kept.empty())
        kept = "popline: " + std::to_string(std::exchange(lost, 0)) + " lines are missing here\n";
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
    constexpr std::string_view name = "popline: ";
    const std::string_view words = failure.what();
    return words.starts_with(name) ? words.substr(name.size()) : words;
}

}  // namespace tool
