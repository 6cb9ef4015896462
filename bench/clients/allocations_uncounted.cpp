// SPDX-License-Identifier: BSL-1.0
#include "clients/popline_jobs.hpp"

std::uint64_t bench::allocations() noexcept {
    return 0;
}
