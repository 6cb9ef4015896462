// SPDX-License-Identifier: BSL-1.0
#include "console.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <popline/printable.hpp>
#include <stdexcept>
#include <string>

namespace tool {

void print(std::string_view octets) {
    while (!octets.empty()) {
        const auto written = ::write(STDOUT_FILENO, octets.data(), octets.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0)
            throw std::runtime_error(std::string("cannot write to the output: ") + std::strerror(errno));
        octets.remove_prefix(static_cast<std::size_t>(written));
    }
}

void print_message(std::string_view octets) {
    if (::isatty(STDOUT_FILENO) == 0) return print(octets);
    std::string shown;
    while (!octets.empty()) {
        const auto end = octets.find('\n');
        auto line = octets.substr(0, end);
        octets.remove_prefix(end == octets.npos ? octets.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        shown += popline::printable(line);
        if (end != octets.npos) shown += '\n';
    }
    print(shown);
}

void complain(std::string_view words) {
    const auto line = "popline: " + std::string(words) + "\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

std::string_view reason(const std::exception& failure) {
    constexpr std::string_view name = "popline: ";
    const std::string_view words = failure.what();
    return words.starts_with(name) ? words.substr(name.size()) : words;
}

}  // namespace tool
