// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "arguments.hpp"
#include "exit_status.hpp"

namespace tool {

/// Does what the user asked for. Each failure has its line on the standard error, unless `run` throws it.
exit_status run(const arguments& given);

}  // namespace tool
