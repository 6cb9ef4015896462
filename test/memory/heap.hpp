// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace popline::test {

/// The heap memory of this program, counted at malloc itself: the blocks of OpenSSL and Asio, too.
struct heap {
    std::size_t live = 0;         ///< octets in use
    std::size_t peak = 0;         ///< the most octets in use at once since `begin_peak`
    std::size_t allocations = 0;  ///< how many since the program began

    static heap now() noexcept;
    static void begin_peak() noexcept;
    /// Sets whether allocations fail from now on.
    static void exhaust(bool empty) noexcept;
};

}  // namespace popline::test
