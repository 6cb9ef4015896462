// SPDX-License-Identifier: BSL-1.0
#include "stored_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace tool {

namespace {

/// Counts the line ends of a regular file. Never blocks, even if the name now belongs to a FIFO.
std::uint64_t lines_of(const std::filesystem::path& name) {
    const int file = ::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (file < 0) return 0;
    std::vector<char> piece(std::size_t{64} << 10);
    std::uint64_t lines = 0;
    auto taken = ::read(file, piece.data(), piece.size());
    while (taken > 0) {
        lines += static_cast<std::uint64_t>(std::count(piece.begin(), piece.begin() + taken, '\n'));
        taken = ::read(file, piece.data(), piece.size());
    }
    ::close(file);
    return lines;
}

}  // namespace

bool is_message_file(const std::filesystem::path& name) {
    struct stat found {};
    return ::lstat(name.c_str(), &found) == 0 && S_ISREG(found.st_mode) && found.st_size > 0;
}

bool has_listed_size(const std::filesystem::path& name, std::uint64_t bytes) {
    struct stat found {};
    if (::lstat(name.c_str(), &found) != 0 || !S_ISREG(found.st_mode) || found.st_size <= 0) return false;
    const auto there = static_cast<std::uint64_t>(found.st_size);
    if (there == bytes) return true;
    // A line has at least its CR and LF, so at most every second byte is an LF.
    return bytes < there && there - bytes <= there / 2 && lines_of(name) == there - bytes;
}

}  // namespace tool
