// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sinks/scratch_folder.hpp"

namespace popline::test {

enum class store { maildir, folder };

/// Where a run of a crash test stores its messages, and its ledger beside them.
class destination {
  public:
    explicit destination(store kind) : kind_(kind) {}

    store kind() const noexcept { return kind_; }
    std::filesystem::path mail() const { return *scratch_ / "mail"; }
    std::filesystem::path ledger() const { return *scratch_ / "ledger"; }
    std::filesystem::path report() const { return *scratch_ / "report"; }

    /// What the files with final names contain.
    std::vector<std::string> messages() const;
    /// How many files there are that are neither a message nor the ledger.
    std::size_t count_leftovers() const;
    /// Lets these files look old enough to be removed by the next run (R111).
    void age_leftovers() const;

  private:
    std::vector<std::filesystem::path> leftovers() const;

    store kind_;
    // A kill is no power cut: what was written is still there, on a disk as in memory.
    std::shared_ptr<scratch_folder> scratch_ = std::make_shared<scratch_folder>(folder_in_memory);
};

/// What is wrong with a destination, in sentences. All messages of `owed` must be there or in `left`, which
/// are the messages on the server. None may be there twice, and nothing else may be there.
std::vector<std::string> faults(const destination& of, const std::vector<std::string>& owed,
                                const std::vector<std::string>& left);

}  // namespace popline::test
