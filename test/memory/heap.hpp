// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace popline::test {

/// What this program has on the heap, counted at malloc itself: OpenSSL's and Asio's blocks, too.
struct heap {
    std::size_t live = 0;         ///< octets in use
    std::size_t peak = 0;         ///< the most of them since `begin_peak`
    std::size_t allocations = 0;  ///< ever

    static heap now() noexcept;
    static void begin_peak() noexcept;
    /// From now on there is no memory left; or there is again.
    static void exhaust(bool empty) noexcept;
};

}  // namespace popline::test
