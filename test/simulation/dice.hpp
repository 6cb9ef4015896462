// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <random>

namespace popline::test {

/// All that is left to chance in a run, from one seed. Only the engine's own numbers are used, which are the
/// same everywhere; the library's distributions are not.
class dice {
  public:
    explicit dice(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t below(std::uint64_t end) { return end == 0 ? 0 : engine_() % end; }
    std::uint64_t between(std::uint64_t least, std::uint64_t most) { return least + below(most - least + 1); }
    bool chance(unsigned percent) { return below(100) < percent; }
    template <class T, std::size_t size>
    T one_of(const T (&values)[size]) {
        return values[below(size)];
    }

  private:
    std::mt19937_64 engine_;
};

}  // namespace popline::test
