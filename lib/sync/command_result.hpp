// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/sync/delivery.hpp>
#include <string>

#include "sync/running_command.hpp"

namespace popline::syncing {

/// What the end of a command means for its message: see `command_delivery`.
delivery_result result_of(const command_end& end, const std::string& command);

}  // namespace popline::syncing
