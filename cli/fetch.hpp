// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "arguments.hpp"
#include "exit_status.hpp"

namespace tool {

/// Retrieves the messages that the user named into a folder, to the standard output or to nowhere. It is a
/// sync without a ledger: what a folder holds is known by its files. Each failure has its line on the
/// standard error, unless `fetch` throws it.
///
/// With `--delete`, each message is retrieved, compared with the files that are there, and deleted after it
/// is safely stored. Without `--delete`, a message that a file begins like is skipped.
exit_status fetch(const arguments& given);

}  // namespace tool
