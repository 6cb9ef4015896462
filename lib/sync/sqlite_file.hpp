// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <filesystem>

#include "sync/sqlite.hpp"

namespace popline::syncing {

/// Opens the file of a ledger, and makes it if it is missing. A file that is no ledger, or the ledger of a
/// newer version, is left as it is.
/// Throws errc::ledger_failed; `std::bad_alloc`.
sqlite_database open_ledger_file(const std::filesystem::path& file, std::chrono::milliseconds lock_wait);

/// Throws errc::ledger_failed if this version cannot use the file. Another program may have replaced the
/// tables since the file was opened. Requires a transaction.
void check_version(const sqlite_database& of);

}  // namespace popline::syncing
