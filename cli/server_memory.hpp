// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <optional>
#include <popline/sync/memory_ledger.hpp>
#include <popline/sync/sync.hpp>
#include <string>

#include "quirks_file.hpp"

namespace tool {

/// What the option `--quirks` remembers of a server from run to run, for a run whose ledger is in memory.
class server_memory {
  public:
    /// Tells the ledger what the file knows. An empty path: there is no such option. The ledger must outlive
    /// this object. Throws `std::runtime_error` if the file cannot be read.
    server_memory(const std::filesystem::path& file, const popline::account& from,
                  popline::memory_ledger& of_run);

    /// Writes what the run has found out. If that fails, it only complains, since the mail is stored.
    void keep();

  private:
    std::string account_;
    std::string server_;
    popline::memory_ledger& of_run_;
    std::optional<quirks_file> file_;
};

}  // namespace tool
