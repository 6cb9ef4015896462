// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace popline::test {

/// Does what a connection does with the bytes that it reads: it keeps those that were not consumed, and
/// appends the next ones. Each read is in a heap block of exactly its size, so that a sanitizer finds a look
/// beyond it, or at an older one.
class receive_buffer {
  public:
    /// Calls `step(std::string_view& input)` until it returns false: the input holds no further event.
    template <class Step>
    void feed(std::string_view piece, Step step) {
        const auto size = size_ + piece.size();
        auto longer = std::make_unique<char[]>(size);
        std::copy_n(octets_.get() + begins_, size_, longer.get());
        std::copy(piece.begin(), piece.end(), longer.get() + size_);
        octets_ = std::move(longer);

        std::string_view input(octets_.get(), size);
        // Each step consumes a byte or reports an event. There are at most two events per byte, and a few at
        // the end.
        for (std::size_t steps = 0; step(input); ++steps)
            if (steps > 2 * size + 4) throw std::logic_error("a loop without end");
        begins_ = size - input.size();
        size_ = input.size();
    }

    std::size_t kept() const noexcept { return size_; }
    std::string_view rest() const noexcept { return {octets_.get() + begins_, size_}; }

  private:
    std::unique_ptr<char[]> octets_ = std::make_unique<char[]>(0);
    std::size_t begins_ = 0;
    std::size_t size_ = 0;
};

}  // namespace popline::test
