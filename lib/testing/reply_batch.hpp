// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace popline::testing::detail {

/// Replies in order, stored so that they need few writes: short texts are copied into one buffer, long ones
/// are referred to.
///
/// A batch is filled, then written, then cleared. It reuses its memory for the next replies.
class reply_batch {
  public:
    reply_batch& add(std::string_view text);
    reply_batch& add(std::uint64_t number);
    /// Refers to a text and keeps its `owner` alive until the text is consumed. A short text is copied.
    reply_batch& refer(std::string_view text, std::shared_ptr<void const> owner);

    bool empty() const noexcept { return size_ == 0; }
    std::size_t size() const noexcept { return size_; }
    /// Fills `room` with buffers of the next `bytes` bytes, or fewer if there is no room for more pieces, and
    /// returns the filled part. Nothing may be added while these buffers are in use.
    std::span<boost::asio::const_buffer> gather(std::span<boost::asio::const_buffer> room,
                                                std::size_t bytes) const;
    /// Removes this many bytes from the front.
    void consume(std::size_t bytes);
    void clear() noexcept;

  private:
    struct piece {
        char const* elsewhere;  // null: the text is in text_, whose memory may move while it grows
        std::size_t begin;
        std::size_t size;
        std::shared_ptr<void const> owner;
    };

    std::string text_;
    std::vector<piece> pieces_;
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

}  // namespace popline::testing::detail
