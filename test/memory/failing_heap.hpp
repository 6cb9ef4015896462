// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace popline::test {

/// The allocations of the calling thread, of which one may fail. Counted at malloc itself: the blocks of
/// OpenSSL and of Asio are among them.
struct failing_heap {
    /// From now on allocations are counted, and the nth of them (from 1) fails. The others succeed.
    static void fail(std::size_t nth) noexcept;
    /// No allocation fails any more. Returns whether the nth was reached.
    static bool stop() noexcept;
    /// Whether the allocation that failed was OpenSSL's. Before OpenSSL allocates anything, `know_openssl`
    /// must have succeeded.
    static bool failed_in_openssl() noexcept;
    static bool know_openssl() noexcept;
    /// How many blocks this thread has taken and not given back.
    static long live() noexcept;
};

}  // namespace popline::test
