// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "net/spare_buffers.hpp"

namespace popline::net {

/// What was read and not yet understood. Its memory is taken when something is to be read and given back when
/// nothing is there or due, so that a session that waits costs none. It begins small, and doubles where a
/// read filled it: a thousand sessions with a few messages each need little, and one with many soon has all
/// that speeds it up.
class input_buffer {
  public:
    static constexpr std::size_t first = spare_buffers::smallest;

    /// The spare ones outlive whatever is done here, but for the end.
    explicit input_buffer(spare_buffers& spare, std::size_t most = spare_buffers::largest) noexcept
        : spare_(&spare), most_(most) {}

    std::string_view unread() const noexcept { return {octets_.get() + begin_, end_ - begin_}; }
    bool empty() const noexcept { return begin_ == end_; }

    /// `rest` is what remains of `unread()`.
    void keep(std::string_view rest) noexcept { begin_ = end_ - rest.size(); }

    /// Room to read into, never none: what is unread moves to the front, and a line that fills all of it gets
    /// twice the room; the limits on lines bound that. Views into the buffer end here.
    std::span<char> room();
    void add(std::size_t octets) noexcept {
        end_ += octets;
        if (end_ == capacity_ && wanted_ < most_) wanted_ *= 2;
    }

    /// Unless something is unread.
    void release() noexcept {
        if (empty()) hand_on();
    }
    /// Whatever is in it: nobody will read here any more.
    void hand_on() noexcept;
    /// Unless it has grown: sessions that wait for their first octets, or for few, share what those need that
    /// read. One with many keeps what it will need at once: where a hundred read before any of them is heard,
    /// to hand on what one needs would mean to allocate it ninety-nine times.
    void release_small() noexcept {
        if (capacity_ <= 2 * first) release();
    }

  private:
    std::unique_ptr<char[]> take(std::size_t octets);

    spare_buffers* spare_;
    std::size_t most_;
    std::size_t wanted_ = first;
    std::unique_ptr<char[]> octets_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace popline::net
