// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "arguments.hpp"
#include "exit_status.hpp"

namespace tool {

/// Collects all accounts of a file, once or on a schedule, until a signal comes.
exit_status watch(const arguments& given);

}  // namespace tool
