// SPDX-License-Identifier: BSL-1.0
#include "testing/reply_batch.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace popline::testing::detail {

namespace {
// Copying a text shorter than this costs less than one more piece in a gather write, whose number of pieces
// is limited.
constexpr std::size_t worth_pointing_at = 512;
}  // namespace

reply_batch& reply_batch::add(std::string_view text) {
    if (text.empty()) return *this;
    if (first_ < pieces_.size() && !pieces_.back().elsewhere) {
        pieces_.back().size += text.size();
    } else {
        pieces_.push_back({nullptr, text_.size(), text.size(), nullptr});
    }
    text_ += text;
    size_ += text.size();
    return *this;
}

reply_batch& reply_batch::add(std::uint64_t number) {
    char digits[20];
    auto const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    return add(std::string_view(digits, end));
}

reply_batch& reply_batch::refer(std::string_view text, std::shared_ptr<void const> owner) {
    if (text.size() < worth_pointing_at) return add(text);
    pieces_.push_back({text.data(), 0, text.size(), std::move(owner)});
    size_ += text.size();
    return *this;
}

std::span<boost::asio::const_buffer> reply_batch::gather(std::span<boost::asio::const_buffer> room,
                                                         std::size_t bytes) const {
    std::size_t count = 0;
    for (auto i = first_; i < pieces_.size() && count < room.size() && bytes > 0; ++i) {
        auto const& next = pieces_[i];
        auto const size = std::min(next.size, bytes);
        room[count++] = {(next.elsewhere ? next.elsewhere : text_.data()) + next.begin, size};
        bytes -= size;
    }
    return room.first(count);
}

void reply_batch::consume(std::size_t bytes) {
    size_ -= bytes;
    while (bytes > 0) {
        auto& next = pieces_[first_];
        auto const size = std::min(next.size, bytes);
        next.begin += size;
        next.size -= size;
        bytes -= size;
        if (next.size > 0) continue;
        next.owner.reset();
        ++first_;
    }
}

void reply_batch::clear() noexcept {
    text_.clear();
    pieces_.clear();
    first_ = 0;
    size_ = 0;
}

}  // namespace popline::testing::detail
