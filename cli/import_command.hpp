// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "arguments.hpp"
#include "exit_status.hpp"

namespace tool {

/// `popline import`: adds what another program has retrieved to a ledger.
/// Throws `std::runtime_error` if the file cannot be read, is none of that program, or has several accounts
/// and none of them is the one that is asked for. Throws what the ledger throws.
exit_status import_state(const arguments& given);

}  // namespace tool
