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

/// Replies in order, to leave in as few writes as can be: short texts copied together, messages pointed at.
///
/// It is filled, then written, then cleared, and allocates nothing once it is warm.
class reply_batch {
  public:
    reply_batch& add(std::string_view text);
    reply_batch& add(std::uint64_t number);
    /// Points at a text of `owner`, which lives until the text is consumed.
    reply_batch& refer(std::string_view text, std::shared_ptr<void const> owner);

    bool empty() const noexcept { return size_ == 0; }
    std::size_t size() const noexcept { return size_; }
    /// Names what is next, up to that many octets and as many pieces as there is room for; nothing may be
    /// added while these are in use.
    std::span<boost::asio::const_buffer> gather(std::span<boost::asio::const_buffer> room,
                                                std::size_t octets) const;
    void consume(std::size_t octets);
    void clear() noexcept;

  private:
    struct piece {
        char const* elsewhere;  // null: in text_, which may still move
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
