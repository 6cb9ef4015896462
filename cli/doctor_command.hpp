// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "arguments.hpp"
#include "exit_status.hpp"

namespace tool {

/// Examines a server and prints what it found: facts, quirks, and advice. If a step of it fails, it prints
/// what it found before that, and throws the failure. The maildrop stays as it is.
exit_status examine(const arguments& given);

}  // namespace tool
