// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "clients/job.hpp"

namespace bench {

/// The floor of many sessions on Asio: as `drain_many`, on callbacks. Plain only.
void drain_asio_many(const job& what);

}  // namespace bench
