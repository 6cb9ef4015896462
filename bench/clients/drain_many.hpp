// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "clients/job.hpp"

namespace bench {

/// The floor for many sessions. Each session knows beforehand which commands to write, and how many bytes
/// come before the next ones.
void drain_many(const job& what);

}  // namespace bench
