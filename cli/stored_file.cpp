// SPDX-License-Identifier: BSL-1.0
#include "stored_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace tool {

namespace {

constexpr std::size_t piece_size = std::size_t{64} << 10;

/// A file that is open for reading. Opening it never blocks, even if the name now belongs to a FIFO.
class reader {
  public:
    explicit reader(const std::filesystem::path& name)
        : file_(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)) {}
    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;
    ~reader() {
        if (file_ >= 0) ::close(file_);
    }
    /// The next bytes, at most `most`. Empty at the end, or if the name is no regular file.
    std::string_view next(std::size_t most = piece_size) {
        struct stat found {};
        if (::fstat(file_, &found) != 0 || !S_ISREG(found.st_mode)) return {};
        piece_.resize(std::min(most, piece_size));
        const auto taken = ::read(file_, piece_.data(), piece_.size());
        return {piece_.data(), taken > 0 ? static_cast<std::size_t>(taken) : 0};
    }

  private:
    int file_;
    std::vector<char> piece_;
};

std::uint64_t lines_of(const std::filesystem::path& name) {
    reader from(name);
    std::uint64_t lines = 0;
    for (auto piece = from.next(); !piece.empty(); piece = from.next())
        lines += static_cast<std::uint64_t>(std::count(piece.begin(), piece.end(), '\n'));
    return lines;
}

}  // namespace

bool has_listed_size(const std::filesystem::path& name, std::uint64_t bytes) {
    struct stat found {};
    if (::lstat(name.c_str(), &found) != 0 || !S_ISREG(found.st_mode) || found.st_size <= 0) return false;
    const auto there = static_cast<std::uint64_t>(found.st_size);
    if (there == bytes) return true;
    // A line has at least its CR and LF, so at most every second byte is an LF.
    return bytes < there && there - bytes <= there / 2 && lines_of(name) == there - bytes;
}

bool begins_with(const std::filesystem::path& name, std::string_view bytes) {
    reader from(name);
    while (!bytes.empty()) {
        const auto piece = from.next(bytes.size());
        if (piece.empty() || !bytes.starts_with(piece)) return false;
        bytes.remove_prefix(piece.size());
    }
    return true;
}

}  // namespace tool
