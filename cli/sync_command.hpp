// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "arguments.hpp"
#include "exit_status.hpp"

namespace tool {

/// Stores what is new at the target, and deletes what the options say. Each failure has its line on the
/// standard error, unless `sync` throws it.
exit_status sync(const arguments& given);

}  // namespace tool
