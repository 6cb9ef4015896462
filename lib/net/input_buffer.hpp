// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "net/spare_buffers.hpp"

namespace popline::net {

/// The bytes that were read and not parsed yet. The buffer takes memory for a read, and gives it back when
/// it is empty and no reply is due, so an idle session has none. The buffer starts small and doubles when a
/// read fills it: a session with few messages needs little memory, and a session with many messages soon has
/// a buffer of the best size. The transport owns it.
class input_buffer {
  public:
    static constexpr std::size_t first = spare_buffers::smallest;

    /// The spare buffers must live until the last call other than the destructor.
    explicit input_buffer(spare_buffers& spare, std::size_t most = spare_buffers::largest) noexcept
        : spare_(&spare), most_(most) {}

    std::string_view unread() const noexcept { return {octets_.get() + begin_, end_ - begin_}; }
    bool empty() const noexcept { return begin_ == end_; }

    /// Keeps only the last bytes of `unread()`: those in `rest`.
    void keep(std::string_view rest) noexcept { begin_ = end_ - rest.size(); }

    /// Memory to read into, at least one byte. Unread bytes move to the front, so views into the buffer
    /// become invalid. If unread bytes fill the buffer, it doubles; the limits on lines bound its size.
    std::span<char> room();
    void add(std::size_t octets) noexcept {
        end_ += octets;
        if (end_ == capacity_ && wanted_ < most_) wanted_ *= 2;
    }

    /// Gives the memory to the spare buffers, from which any session takes it, unless there are unread bytes.
    void release() noexcept {
        if (empty()) hand_on();
    }
    /// Gives the memory to the spare buffers, from which any session takes it. Unread bytes are lost.
    void hand_on() noexcept;
    /// Gives the memory to the spare buffers, from which any session takes it, unless there are unread bytes
    /// or the buffer has grown to more than `2 * first`. Sessions that wait for a few bytes share one small
    /// buffer. A session with much to read keeps its large buffer, which it would otherwise allocate again
    /// after each wait.
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
