// SPDX-License-Identifier: BSL-1.0
#include "sinks/content.hpp"

#include <algorithm>
#include <popline/sha256.hpp>

namespace popline::sinks {

namespace {
constexpr std::size_t most_at_once = std::size_t{64} << 10;
}

content::content(file_system& system, const file_system::path& file) : system_(system) {
    file_system::error_code failure;
    const auto opened = system_.open(file, failure);
    file_ = opened.file;
    octets_ = opened.octets;
}

content::~content() {
    if (file_ != file_system::none) system_.close(file_);
}

/// Reads up to 64 KiB of the file, or all that is in memory, beginning at position `from`. Returns nothing
/// at the end.
std::string_view content::piece(std::uint64_t from, file_system::error_code& failure) {
    if (memory_.data()) return memory_.substr(std::min<std::uint64_t>(from, memory_.size()));
    buffer_.resize(most_at_once);
    return {buffer_.data(), system_.read(file_, from, buffer_, failure)};
}

bool content::is_same_as(content& other) {
    if (octets_ != other.octets_) return false;
    for (std::uint64_t at = 0;;) {
        file_system::error_code failure;
        auto mine = piece(at, failure);
        auto others = other.piece(at, failure);
        if (failure) return false;
        const auto common = std::min(mine.size(), others.size());
        if (common == 0) return mine.size() == others.size();
        if (mine.substr(0, common) != others.substr(0, common)) return false;
        at += common;
    }
}

std::string content::digest() {
    sha256 sum;
    for (std::uint64_t at = 0;;) {
        file_system::error_code failure;
        const auto next = piece(at, failure);
        if (failure) return {};
        if (next.empty()) return hexadecimal(sum.finish());
        sum.update(next);
        at += next.size();
    }
}

}  // namespace popline::sinks
