// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "clients/job.hpp"

namespace bench {

/// The floor for many sessions on Asio. It is `drain_many` with callbacks. Plain only.
void drain_asio_many(const job& what);

}  // namespace bench
