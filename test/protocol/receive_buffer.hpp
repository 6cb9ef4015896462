// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace popline::test {

/// What a connection does with what it reads: it keeps what was not consumed and puts the next octets behind
/// it. Every read lies in a heap block of its own that fits exactly, so that a sanitizer sees whoever looks
/// past it or still looks at an older one.
class receive_buffer {
  public:
    /// Calls `step(std::string_view& input)` until it returns false: all that could be made of it was made.
    template <class Step>
    void feed(std::string_view piece, Step step) {
        const auto size = size_ + piece.size();
        auto longer = std::make_unique<char[]>(size);
        std::copy_n(octets_.get() + begins_, size_, longer.get());
        std::copy(piece.begin(), piece.end(), longer.get() + size_);
        octets_ = std::move(longer);

        std::string_view input(octets_.get(), size);
        // Each step consumes an octet or says something: at the most two things an octet, and a few at the
        // end.
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
