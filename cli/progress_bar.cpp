// SPDX-License-Identifier: BSL-1.0
#include "progress_bar.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "console.hpp"

namespace tool {

namespace {

std::string amount(double bytes) {
    constexpr const char* units[] = {"B", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    for (; bytes >= 1000 && unit < 4; ++unit)
        bytes /= 1000;
    char text[32];
    std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
    return text;
}

std::string clock(double seconds) {
    const auto whole = static_cast<unsigned long long>(std::min(seconds, 359'999.0));
    char text[32];
    std::snprintf(text, sizeof text, whole >= 3600 ? "%llu:%02llu:%02llu" : "%.0llu%02llu:%02llu",
                  whole / 3600, whole / 60 % 60, whole % 60);
    return text;
}

std::size_t columns() {
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}

}  // namespace

std::string progress_line(const popline::progress& so_far, std::chrono::duration<double> since,
                          std::size_t width) {
    const auto bytes = static_cast<double>(so_far.bytes);
    const auto all = static_cast<double>(std::max(so_far.all_bytes, so_far.bytes));
    const auto share = all > 0 ? bytes / all : 0;
    const auto rate = since.count() > 0 ? bytes / since.count() : 0;
    std::string words = " " + amount(bytes) + " of " + amount(all) + ", " + std::to_string(so_far.messages)
                        + " of " + std::to_string(so_far.all_messages) + ", " + amount(rate) + "/s, ";
    words += rate > 0 ? clock((all - bytes) / rate) + " left" : "--:-- left";
    if (words.size() + 12 > width) return words.substr(1, width > 0 ? width - 1 : 0);
    const auto room = std::min<std::size_t>(40, width - words.size() - 3);
    const auto filled = static_cast<std::size_t>(share * static_cast<double>(room));
    return "[" + std::string(filled, '#') + std::string(room - filled, '.') + "]" + words;
}

progress_bar::progress_bar(bool wanted) : is_wanted_(wanted && ::isatty(STDERR_FILENO) != 0) {}

void progress_bar::draw(const popline::progress& so_far) {
    if (!is_wanted_) return;
    is_drawn_ = true;
    tool::draw("\r" + progress_line(so_far, std::chrono::steady_clock::now() - began_, columns()) + "\x1b[K");
}

void progress_bar::hide() {
    if (is_drawn_) tool::draw("\r\x1b[K");
    is_drawn_ = false;
}

}  // namespace tool
