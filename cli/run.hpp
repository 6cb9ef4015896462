// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "arguments.hpp"

namespace tool {

/// Does what the user asked for. Returns the exit status: 0, or 1 if something failed. Each failure has its
/// line on the standard error, unless `run` throws it.
int run(const arguments& given);

}  // namespace tool
