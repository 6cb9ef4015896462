// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <random>

namespace popline::test {

/// The source of all random choices in a run, from one seed. It uses only the numbers of the engine, which
/// the standard defines. The distributions of the standard library differ between implementations.
class dice {
  public:
    explicit dice(std::uint64_t seed) : engine_(seed) {}

    /// Returns a number from 0 to `end` - 1, or 0 if `end` is 0.
    std::uint64_t below(std::uint64_t end) { return end == 0 ? 0 : engine_() % end; }
    std::uint64_t between(std::uint64_t least, std::uint64_t most) { return least + below(most - least + 1); }
    /// Returns true with a probability of `percent` percent.
    bool chance(unsigned percent) { return below(100) < percent; }
    template <class T, std::size_t size>
    T one_of(const T (&values)[size]) {
        return values[below(size)];
    }

  private:
    std::mt19937_64 engine_;
};

}  // namespace popline::test
