// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "clients/job.hpp"

namespace bench {

/// The floor of many sessions: each writes what it knows beforehand to be needed, and counts octets until the
/// next.
void drain_many(const job& what);

}  // namespace bench
