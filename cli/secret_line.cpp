// SPDX-License-Identifier: BSL-1.0
#include "secret_line.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace tool {

namespace {

constexpr std::size_t longest = std::size_t{64} << 10;  // a token has a few thousand bytes

/// Removes what some editors add.
std::string_view without_marks(std::string_view line) noexcept {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (line.starts_with(mark)) line.remove_prefix(mark.size());
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

}  // namespace

/// The writes are volatile, so no compiler leaves them out.
void overwrite(char* bytes, std::size_t size) noexcept {
    volatile char* const kept = bytes;
    for (std::size_t at = 0; at < size; ++at)
        kept[at] = 0;
}

secret_line::secret_line(std::string what, std::string source)
    : what_(std::move(what)), source_(std::move(source)), bytes_(128, '\0') {}

secret_line::~secret_line() {
    overwrite(bytes_.data(), bytes_.size());
}

void secret_line::add(char byte) {
    if (has_ended_) return;
    if (byte == '\n') {
        has_ended_ = true;
        return;
    }
    if (size_ == longest)
        throw std::runtime_error("the line in " + source_ + " is longer than a " + what_
                                 + " can be: 65536 bytes");
    if (size_ == bytes_.size()) grow();
    bytes_[size_++] = byte;
}

popline::secret secret_line::secret() const {
    popline::secret made(without_marks({bytes_.data(), size_}));
    if (made.empty())
        throw std::runtime_error("there is no " + what_ + " in " + source_ + ": its first line is empty");
    return made;
}

void secret_line::grow() {
    std::vector<char> larger(bytes_.size() * 2, '\0');
    std::ranges::copy(bytes_, larger.begin());
    bytes_.swap(larger);
    overwrite(larger.data(), larger.size());
}

}  // namespace tool
