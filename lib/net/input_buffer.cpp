// SPDX-License-Identifier: BSL-1.0
#include "net/input_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace popline::net {

std::span<char> input_buffer::room() {
    const auto size = end_ - begin_;
    const auto capacity = size == capacity_ ? std::max(wanted_, 2 * capacity_) : wanted_;
    if (capacity > capacity_) {
        auto moved = take(capacity);
        if (size > 0) std::memcpy(moved.get(), octets_.get() + begin_, size);
        spare_->give_back(std::exchange(octets_, std::move(moved)), capacity_);
        capacity_ = capacity;
    } else if (begin_ > 0) {
        std::memmove(octets_.get(), octets_.get() + begin_, size);
    }
    begin_ = 0;
    end_ = size;
    return {octets_.get() + end_, capacity_ - end_};
}

void input_buffer::hand_on() noexcept {
    spare_->give_back(std::move(octets_), capacity_);
    capacity_ = begin_ = end_ = 0;
}

std::unique_ptr<char[]> input_buffer::take(std::size_t octets) {
    auto spare = spare_->take(octets);
    return spare ? std::move(spare) : std::make_unique_for_overwrite<char[]>(octets);
}

}  // namespace popline::net
