// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "arguments.hpp"

namespace tool {

/// Does what was asked, and returns the exit status: 0, or 1 if something failed, which was said.
int run(const arguments& given);

}  // namespace tool
