// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/sync/policy.hpp>

#include "arguments.hpp"
#include "exit_status.hpp"

namespace tool {

/// What the options of a sync say.
popline::sync_policy policy_of(const arguments& given);

/// Stores what is new at the target, and deletes what the options say. Each failure has its line on the
/// standard error, unless `sync` throws it.
exit_status sync(const arguments& given);

}  // namespace tool
